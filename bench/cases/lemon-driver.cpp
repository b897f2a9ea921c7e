// Solves DIMACS minimum-cost-flow files with LEMON's NetworkSimplex, as its own default has it (block search), and
// times it by the processor's time of the thread: one line per batch, "seconds seconds cost" of a solve, on average: from a
// graph with its maps to the flow in an array, and of this run() alone; "-" for the cost where there is no optimum.
//   lemon-driver FILE            then, on standard input, a line "run COUNT" for every batch; the end of input ends it
// Numbers are `int` where all sums fit in them (LEMON's default and fastest), else `long long`.
#include <lemon/dimacs.h>
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include <time.h>

using Graph = lemon::SmartDigraph;
using Map = Graph::ArcMap<long long>;

// Time that the processor spent on this thread: what else the machine does is not in it.
double threadSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

struct Problem {
  Graph graph;
  Map lower{graph}, capacity{graph}, cost{graph};
  Graph::NodeMap<long long> supply{graph};
  long long unlimited = 0;
};

template <typename Number>
void serve(Problem &problem) {
  Graph::ArcMap<Number> upper(problem.graph);
  using Simplex = lemon::NetworkSimplex<Graph, Number, Number>;
  const Number unlimited = std::numeric_limits<Number>::has_infinity ? std::numeric_limits<Number>::infinity()
                                                                      : std::numeric_limits<Number>::max();
  for (Graph::ArcIt a(problem.graph); a != lemon::INVALID; ++a) {
    long long most = problem.capacity[a];
    upper[a] = most >= problem.unlimited ? unlimited : static_cast<Number>(most);
  }
  // Kept from solve to solve, as ours is.
  std::vector<Number> flow(lemon::countArcs(problem.graph));
  std::string word;
  long count = 0;
  while (std::cin >> word >> count && word == "run") {
    double whole = 0, alone = 0;
    std::string cost;
    for (long done = 0; done < count; done++) {
      double start = threadSeconds();
      Simplex simplex(problem.graph);
      simplex.lowerMap(problem.lower).upperMap(upper).costMap(problem.cost).supplyMap(problem.supply);
      double running = threadSeconds();
      auto status = simplex.run();
      double ran = threadSeconds();
      for (Graph::ArcIt a(problem.graph); a != lemon::INVALID; ++a) flow[Graph::id(a)] = simplex.flow(a);
      whole += threadSeconds() - start;
      alone += ran - running;
      cost = status == Simplex::OPTIMAL ? std::to_string(simplex.template totalCost<long long>()) : "-";
    }
    std::cout << whole / static_cast<double>(count) << ' ' << alone / static_cast<double>(count) << ' ' << cost
              << std::endl;
  }
}

int main(int count, char **words) {
  if (count < 2) return 2;
  std::ifstream file(words[1]);
  Problem problem;
  lemon::readDimacsMin(file, problem.graph, problem.lower, problem.capacity, problem.cost, problem.supply, 1LL << 50);
  problem.unlimited = 1LL << 50;
  long long units = 0, dearest = 0;
  for (Graph::NodeIt n(problem.graph); n != lemon::INVALID; ++n) units += std::llabs(problem.supply[n]);
  for (Graph::ArcIt a(problem.graph); a != lemon::INVALID; ++a) {
    if (problem.capacity[a] < problem.unlimited) units = std::max(units, problem.capacity[a]);
    dearest = std::max(dearest, std::llabs(problem.cost[a]));
  }
  // LEMON's artificial arcs cost half of the greatest int: a way of a thousand dear arcs stays below them.
  bool isSmall = units < (1LL << 30) && dearest < (1LL << 20);
  std::cout << (isSmall ? "int" : "long long") << ' ' << lemon::countArcs(problem.graph) << std::endl;
  if (isSmall) serve<int>(problem);
  else serve<long long>(problem);
}
