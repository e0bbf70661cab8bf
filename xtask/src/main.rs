mod bench_solver;

fn main() -> anyhow::Result<()> {
    bench_solver::run()
}
