// LEMON's network simplex on one instance: reads the file that bench_solver.rs writes, prints the objective,
// the processor seconds of the search and the peak memory in MiB.
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>
#include <sys/resource.h>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <vector>

static double processor_seconds() {
    timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int, char** argv) {
    FILE* file = fopen(argv[1], "rb");
    int64_t counts[2];
    if (!file || fread(counts, 8, 2, file) != 2) return 1;
    const int64_t nodes = counts[0], arcs = counts[1];
    std::vector<int32_t> supply(nodes), row(4);
    if (fread(supply.data(), 4, nodes, file) != size_t(nodes)) return 1;
    lemon::SmartDigraph graph;
    graph.reserveNode(nodes);
    graph.reserveArc(arcs);
    for (int64_t i = 0; i < nodes; i++) graph.addNode();
    lemon::SmartDigraph::ArcMap<int> upper(graph), cost(graph);
    lemon::SmartDigraph::NodeMap<int> balance(graph);
    for (int64_t i = 0; i < nodes; i++) balance[graph.nodeFromId(i)] = supply[i];
    for (int64_t i = 0; i < arcs; i++) {
        if (fread(row.data(), 4, 4, file) != 4) return 1;
        auto arc = graph.addArc(graph.nodeFromId(row[0]), graph.nodeFromId(row[1]));
        upper[arc] = row[2];
        cost[arc] = row[3];
    }
    const double before = processor_seconds();
    lemon::NetworkSimplex<lemon::SmartDigraph, int, int> simplex(graph);
    simplex.upperMap(upper).costMap(cost).supplyMap(balance);
    if (simplex.run() != lemon::NetworkSimplex<lemon::SmartDigraph, int, int>::OPTIMAL) return 1;
    const double after = processor_seconds();
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%lld %.6f %ld\n", (long long)simplex.totalCost<long long>(), after - before, usage.ru_maxrss / 1024);
}
