"""An exported match instance, solved by networkx: FILE. Prints served quantities by class and the score.

Whole numbers of any length, so that one class outweighs the next by more than all that comes after it could add up to.
"""
import json
import sys

import networkx

supplies, demands, pairs = {}, {}, []
with open(sys.argv[1]) as lines:
    for line in map(json.loads, lines):
        if "supply" in line:
            supplies[line["supply"]] = line["capacity"]
        elif "demand" in line:
            demands[line["demand"]] = line["quantity"], line.get("priority", 0)
        else:
            pairs.append(line)

classes = sorted({priority for _, priority in demands.values()})
asked = sum(quantity for quantity, _ in demands.values())
step = asked * max([pair["score"] for pair in pairs], default=0) + 1
weight = {}
for priority in reversed(classes):
    weight[priority] = step
    step = step * (asked + 1)

graph = networkx.DiGraph()
graph.add_node("end", demand=asked)
for name, (quantity, _) in demands.items():
    graph.add_node(("d", name), demand=-quantity)
    graph.add_edge(("d", name), "end", weight=0)
for name, capacity in supplies.items():
    graph.add_edge(("s", name), "end", capacity=capacity, weight=0)
for pair in pairs:
    supply, demand = pair["pair"]
    worth = weight[demands[demand][1]] + pair["score"]
    if pair.get("fixed") or "upper" in pair:
        # A pair with bounds gets a node of its own; what is fixed is worth more than everything else.
        fixed, between = pair.get("fixed", 0), ("p", supply, demand)
        graph.add_edge(("d", demand), between, weight=0)
        graph.add_edge(between, ("s", supply), weight=-worth, capacity=pair.get("upper", asked) - fixed)
        if fixed:
            graph.add_edge(between, ("f", supply, demand), weight=-worth - step, capacity=fixed)
            graph.add_edge(("f", supply, demand), ("s", supply), weight=0)
    else:
        graph.add_edge(("d", demand), ("s", supply), weight=-worth)

flow = networkx.network_simplex(graph)[1]
served, score = dict.fromkeys(classes, 0), 0
for pair in pairs:
    supply, demand = pair["pair"]
    if pair.get("fixed") or "upper" in pair:
        amount = flow[("d", demand)].get(("p", supply, demand), 0)
    else:
        amount = flow[("d", demand)].get(("s", supply), 0)
    served[demands[demand][1]] += amount
    score += amount * pair["score"]
print(json.dumps({"served": [[priority, served[priority]] for priority in classes], "score": score}))
