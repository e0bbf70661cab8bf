"""One peer on one instance: PEER FILE. Prints the answer, the processor seconds of the search and peak MiB."""
import resource
import sys
import time

import numpy as np

peer, path = sys.argv[1], sys.argv[2]


def flow():
    data = np.fromfile(path, np.int32)
    nodes, arcs = (int(n) for n in data[:4].view(np.int64))
    table = data[4 + nodes :].reshape(arcs, 4)
    return data[4 : 4 + nodes], table[:, 0], table[:, 1], table[:, 2], table[:, 3]


if peer == "or-tools":
    from ortools.graph.python import min_cost_flow

    supply, tail, head, upper, cost = flow()
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(tail, head, upper.astype(np.int64), cost.astype(np.int64))
    solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply.astype(np.int64))
    before = time.process_time()
    assert solver.solve() == solver.OPTIMAL
    seconds, answer = time.process_time() - before, solver.optimal_cost()
elif peer == "highs":
    import highspy

    supply, tail, head, upper, cost = flow()
    count = len(tail)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = count, len(supply)
    model.col_cost_, model.col_lower_, model.col_upper_ = cost.astype(float), np.zeros(count), upper.astype(float)
    model.row_lower_ = model.row_upper_ = supply.astype(float)
    rows, values = np.empty(2 * count, np.int32), np.empty(2 * count)
    rows[0::2], rows[1::2], values[0::2], values[1::2] = tail, head, 1, -1
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_, matrix.index_, matrix.value_ = np.arange(0, 2 * count + 1, 2), rows, values
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", float(sys.argv[3]))
    solver.passModel(model)
    before = time.process_time()
    solver.run()
    seconds = time.process_time() - before
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal, "time limit"
    answer = round(solver.getInfo().objective_function_value)
elif peer == "igraph":
    import gzip
    import random

    import igraph

    index, edges = {}, []
    with gzip.open(path, "rt") if path.endswith("gz") else open(path) as lines:
        for line in lines:
            words = line.split()
            if words and words[0] not in ("#", "v"):
                a, b = words[1:3] if words[0] == "e" else words[:2]
                edges.append((index.setdefault(a, len(index)), index.setdefault(b, len(index))))
    graph = igraph.Graph(n=len(index), edges=edges)
    random.seed(int(sys.argv[3]))
    before = time.process_time()
    found = graph.community_leiden(objective_function="modularity", n_iterations=2)
    seconds, answer = time.process_time() - before, graph.modularity(found.membership)
else:
    sys.exit("unknown peer")
print(answer, f"{seconds:.6f}", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
