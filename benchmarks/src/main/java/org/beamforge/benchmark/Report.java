package org.beamforge.benchmark;

import static java.util.Arrays.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** docs/benchmarks.md: what was measured, what was to be expected, and which claims hold. */
final class Report {
    private static final int M = Figures.M;
    private static final int N = Figures.N;
    private static final double FULL_SPEEDUP = 1_000;
    private static final double COMPRESSED_SPEEDUP = 10_000;
    private static final double FULL_EXPONENT = 2.2;
    private static final double COMPRESSED_EXPONENT = 0.1;
    private static final double PRODUCT_SHARE = 0.4;

    private final Conditions conditions;
    private final Figures figures;
    private final StringBuilder text = new StringBuilder();

    Report(Conditions conditions, Figures figures) {
        this.conditions = conditions;
        this.figures = figures;
    }

    String text() {
        text.setLength(0);
        head();
        claims();
        iteration();
        growth();
        baselines();
        batches();
        exactFp();
        target();
        ratios();
        return text.toString();
    }

    private void head() {
        line("# Benchmarks");
        line("");
        line(
                "Written by `scripts/bench %s`; do not edit. Raw figures: [benchmarks.json](benchmarks.json).",
                conditions.set());
        line("");
        line("| | |");
        line("|---|---|");
        line("| date, commit | %s, %s |", conditions.date(), conditions.commit());
        line("| CPU | %s, %d processors |", conditions.cpu(), conditions.processors());
        line("| JVM | %s |", conditions.jvm());
        line("| kernels | %s |", conditions.kernels());
        line(
                "| load average before, after | %.2f, %.2f |",
                conditions.loadBefore(), conditions.loadAfter());
        line("");
        line(
                """
                Times are the CPU time of the measuring thread in the fastest JMH iteration, of one to nine that take 0.3 s or one
                run, after one to four for warm-up (neither where a run takes ten seconds or more), because other jobs may run on the
                machine; a load average above the one thread that
                measures says that they did. What runs on several threads (`threads` > 1) is wall clock, and suffers
                from them: with other jobs on the machine threads that wait for each other lose most. All figures come from one
                run of `scripts/bench quick`, except that `scripts/bench rest` adds the sizes that it has not. Ratios are the
                figures to trust, and `scripts/bench check` compares nothing else.

                Problems: Rayleigh channels, channel gains ||h||^2 of -10..50 dB whatever M is, sensing duties of up to 0.7 of the power
                budget. mm-admm runs with the schedule `scaled` from matched filters. A time per iteration is the mean over
                all iterations of ten problems or of the batch, with everything an iteration does: (47)-(49), surrogates, QCQP,
                expansion, the test of descent, (60). Runs have 50 iterations per problem; batches of 1,000 have twenty
                in full dimension and ten with nd4j, and problems in full dimension from M=1,024 on have five (and M=4,096 is one problem), so the first iterations,
                which search longer for mu, and taking W in and out weigh more there. Batches of 100 and more run with a problem per vector lane
                ([mm-admm.md](mm-admm.md)), as the solver does with calls of 8,192 starts and more.""");
    }

    private void claims() {
        line("");
        line("## Claims");
        line("");
        Measurement best = figures.bestBaseline();
        double full = Figures.time(best) / figures.step("full");
        double compressed = Figures.time(best) / figures.step("compressed");
        line("| claim | demanded | measured | |");
        line("|---|---|---|---|");
        claim(
                "MM iteration against one interior-point solve of (59), M=24, N=10, full dimension",
                ">= 1,000x",
                "%,.0fx (%s)".formatted(full, best.id()),
                full >= FULL_SPEEDUP);
        claim(
                "the same, compressed",
                ">= 10,000x",
                "%,.0fx (%s)".formatted(compressed, best.id()),
                compressed >= COMPRESSED_SPEEDUP);
        for (String dimension : List.of("full", "compressed")) {
            double demand = dimension.equals("full") ? FULL_SPEEDUP : COMPRESSED_SPEEDUP;
            double ratio = Figures.time(best) / figures.batchStep(dimension);
            claim(
                    "the same per problem of a batch of 1,000, %s".formatted(dimension),
                    ">= %,.0fx".formatted(demand),
                    "%,.0fx (%s)".formatted(ratio, best.id()),
                    ratio >= demand);
        }
        if (figures.has(Ids.cvxopt(M, N))) {
            double cvxopt = figures.cpu(Ids.cvxopt(M, N));
            claim(
                    "one problem at a time against CVXOPT, full dimension",
                    ">= 1,000x",
                    "%,.0fx".formatted(cvxopt / figures.step("full")),
                    cvxopt / figures.step("full") >= FULL_SPEEDUP);
            claim(
                    "one problem at a time against CVXOPT, compressed",
                    ">= 10,000x",
                    "%,.0fx".formatted(cvxopt / figures.step("compressed")),
                    cvxopt / figures.step("compressed") >= COMPRESSED_SPEEDUP);
        }
        double grows = figures.fullGrowth().exponent();
        claim(
                "growth exponent in M, full dimension, M 8..64",
                "<= 2.2",
                "%.2f".formatted(grows),
                grows <= FULL_EXPONENT);
        if (figures.hasLarge()) {
            double large = figures.largeGrowth().exponent();
            claim(
                    "growth exponent in M, full dimension, M 64..4096",
                    "<= 2.2",
                    "%.2f".formatted(large),
                    large <= FULL_EXPONENT);
        }
        double flat = figures.compressedGrowth().exponent();
        claim(
                "growth exponent in M, compressed, M 64..4096",
                "<= 0.1",
                "%.2f".formatted(flat),
                flat <= COMPRESSED_EXPONENT);
        for (String engine : List.of("java", "nd4j")) {
            share("full", M, engine);
            share("full", 64, engine);
            share("compressed", M, engine);
        }
        List<Map.Entry<String, Double>> cases = figures.nd4jOverJava();
        if (!cases.isEmpty()) {
            claim(
                    "nd4j / java, the smallest of %d cases with the same iterations, for which `auto` takes java"
                            .formatted(cases.size()),
                    "> 1",
                    "%.1f (%s)".formatted(cases.get(0).getValue(), cases.get(0).getKey()),
                    cases.get(0).getValue() > 1);
        }
        for (int[] demand : new int[][] {{4, 1000}, {8, 250}}) {
            double solves = figures.solvesPerSecond(demand[0], 1);
            claim(
                    "exact-fp, solves per second and core with %d users, one start"
                            .formatted(demand[0]),
                    ">= %,d".formatted(demand[1]),
                    "%,.0f".formatted(solves),
                    solves >= demand[1]);
            if (figures.has(Ids.exactFp(demand[0], 3))) {
                double three = figures.solvesPerSecond(demand[0], 3);
                claim("the same with three starts", "-", "%,.0f".formatted(three), true);
            }
        }
    }

    private void share(String dimension, int m, String engine) {
        if (!figures.hasShare(dimension, engine, m)) {
            return;
        }
        double share = figures.productShare(dimension, engine, m);
        double own = share * figures.ownShare(dimension, engine, m);
        String what =
                "share of the engine's product rate, batches of 1,000, %s, M=%d, %s"
                        .formatted(dimension, m, engine);
        if (engine.equals("java")) {
            claim(what, ">= 40 %", "%.0f %%".formatted(100 * share), share >= PRODUCT_SHARE);
        } else {
            // What is left of the products runs in the kernels of this JVM.
            String both = "%.0f %% (%.0f %% by its own)".formatted(100 * share, 100 * own);
            String verdict =
                    own >= PRODUCT_SHARE
                            ? "met"
                            : share >= PRODUCT_SHARE ? "with the JVM's" : "**not met**";
            line("| %s | %s | %s | %s |", what, ">= 40 %", both, verdict);
        }
        if (engine.equals("java")) {
            double all = figures.arithmeticShare(dimension, engine, m);
            claim(
                    "all arithmetic and not only products",
                    "-",
                    "%.0f %%".formatted(100 * all),
                    true);
        }
    }

    private void iteration() {
        line("");
        line("## One iteration of mm-admm");
        line(
                """

                Microseconds per problem and iteration on one thread. *Products* is the work in products of complex matrices
                (8 flops per multiplication and addition; `Work.java` counts them), *rate* that work over the whole time of the
                iteration, so it counts everything else as loss. *Memory* is what passes over tensors of the size of W move in
                full dimension: with java two reads and one write, with nd4j ten passes.
                """);
        line(
                "| dimension | M | N | engine | batch | us | products, kflop | rate, GFlop/s | memory, MB | GB/s |");
        line("|---|---|---|---|---|---|---|---|---|---|");
        for (String dimension : List.of("full", "compressed")) {
            for (int m : IntStream.concat(stream(Suite.SIZES), stream(Suite.LARGE)).toArray()) {
                for (int n : new int[] {4, N}) {
                    for (String engine : List.of("java", "nd4j")) {
                        for (int batch : new int[] {1, 100, 1000}) {
                            row(dimension, m, n, engine, batch);
                        }
                    }
                }
            }
        }
    }

    private void row(String dimension, int m, int n, String engine, int batch) {
        String id = Ids.mmAdmm(dimension, engine, m, n, batch);
        if (!figures.has(id)) {
            return;
        }
        Work work = new Work(dimension.equals("full") ? m : Math.min(m, n + 3), n);
        double micros = figures.cpu(id);
        double bytes = work.memoryBytes(engine);
        line(
                "| %s | %d | %d | %s | %d | %s | %,.0f | %.1f | %s | %s |",
                dimension,
                m,
                n,
                engine,
                batch,
                micros(micros),
                Figures.productFlops(work, engine, batch) * 1e-3,
                Figures.productFlops(work, engine, batch) / micros * 1e-3,
                bytes > 0 ? "%.2f".formatted(bytes * 1e-6) : "-",
                bytes > 0 ? "%.1f".formatted(bytes / micros * 1e-3) : "-");
    }

    private void growth() {
        line("");
        line("## Growth with M");
        line("");
        line("Least-squares slopes of log time over log M at N=10, engine java, batch 1.");
        line("");
        line("| | M | expected | fitted exponent |");
        line("|---|---|---|---|");
        line(
                "| iteration, full dimension | 8..64 | 2 for large M (M N T with T = N + M), less while the part without M matters | %.2f |",
                figures.fullGrowth().exponent());
        if (figures.hasLarge()) {
            line(
                    "| iteration, full dimension | 64..4096 | 2 | %.2f |",
                    figures.largeGrowth().exponent());
        }
        line(
                "| iteration, compressed | 64..4096 | 0: the problem is N + 3 wide whatever M is | %.2f |",
                figures.compressedGrowth().exponent());
        line(
                "| the compression itself, once per problem | 64..4096 | 1: Gram-Schmidt on N + 3 vectors | %.2f |",
                figures.compressionGrowth().exponent());
        line("");
        line("| M | compression, us | in compressed iterations |");
        line("|---|---|---|");
        for (int m : new int[] {64, 512, 4096}) {
            double once = figures.cpu(Ids.compression(m, N));
            line(
                    "| %d | %s | %.1f |",
                    m, micros(once), once / figures.cpu(Ids.mmAdmm("compressed", "java", m, N, 1)));
        }
    }

    private void baselines() {
        line("");
        line("## Interior-point methods on the same QCQP");
        line(
                """

                One (59) from the middle of a run in full dimension, over its 2 M (N + M) real variables, with K written out.
                *interior-point* is our own primal-dual method on OpenBLAS, in place of a log barrier, which is known to take more steps of the
                same cost: Mehrotra's predictor and corrector, K as a complex
                Hermitian matrix (half the operations of the real one), the two constraints as a 2 x 2 Schur complement, so one
                `zpotrf` of 4/3 (M (N + M))^3 flops per Newton step; tolerance 1e-8. It does not use that K is a Kronecker
                product plus rank four; using that is mm-admm's closed form. A test holds its minimiser and joptimizer's against
                the closed form's, and every measurement CVXOPT's. CVXOPT is `coneqp` of python3-cvxopt with the ball as a second-order cone, on one thread of the BLAS
                that python3 finds.
                OpenBLAS is the 0.3.19 that ND4J brings; its `dpotrf` fails on AVX-512 (OpenBLAS issue 3534), its `zpotrf` does not.
                """);
        line(
                "| M | N | real variables | method | Newton steps | ms | times one MM iteration, full dimension | compressed |");
        line("|---|---|---|---|---|---|---|---|");
        for (int n : new int[] {4, N}) {
            for (int m : Suite.SIZES) {
                List<String> ids = new ArrayList<>();
                for (int threads = 1; threads <= conditions.processors(); threads++) {
                    ids.add(Ids.interiorPoint(m, n, threads));
                }
                ids.add(Ids.cvxopt(m, n));
                ids.add(Ids.joptimizer(m, n));
                for (String id : ids) {
                    if (figures.has(id)) {
                        baseline(m, n, id);
                    }
                }
            }
        }
        if (!figures.has(Ids.cvxopt(M, N))) {
            line("");
            line("CVXOPT was not measured: no python3 had the module cvxopt.");
        }
        line("");
        line(
                "Times grow with the cube of the real variables. joptimizer stops at M = 32 and CVXOPT at M = 48, because a solve"
                        + " takes ten minutes to an hour beyond; `scripts/bench quick` has M = %d, and joptimizer at M = 8.",
                M);
    }

    private void baseline(int m, int n, String id) {
        Measurement measured = figures.get(id);
        double micros = Figures.time(measured);
        line(
                "| %d | %d | %,d | %s | %s | %s | %s | %s |",
                m,
                n,
                2 * m * (n + m),
                id.replaceAll("/M=\\d+/N=\\d+", ""),
                measured.itemsPerUnit() > 0 ? "%.0f".formatted(measured.itemsPerUnit()) : "-",
                "%,.1f".formatted(micros * 1e-3),
                over(micros, "full", m, n),
                over(micros, "compressed", m, n));
    }

    private String over(double micros, String dimension, int m, int n) {
        String id = Ids.mmAdmm(dimension, "java", m, n, 1);
        return figures.has(id) ? "%,.0f".formatted(micros / figures.cpu(id)) : "-";
    }

    private void batches() {
        line("");
        line("## Share of the product rate");
        line(
                """

                Batches of 1,000 problems, one thread, N=10. *Product rate*: Y = A X and X = A^H Y alone, as batched products of
                the engine on the iteration's large shape, in the batch size that suits it best (8 or 128; 128 with nd4j). *Products*: all
                products of an iteration over its whole time; their share of the product rate is what the claim is about. *All
                arithmetic*: these and the rest that must be done (`Work.otherFlops`: tridiagonal form, solutions, norms, sums,
                moves; no logarithms, no decisions, no waiting), for `java` only, because with ND4J the rest is not done by it.
                With `nd4j` the products of the order N + 3 inside (59) stay in the kernels of this JVM and are counted all the
                same; [H, V]^H X and the expansion, 32 % of the products compressed and 69 % in full dimension at M=24, are its own.
                """);
        line(
                "| dimension | M | engine | shape | product rate, GFlop/s | products, GFlop/s | share | all arithmetic | share |");
        line("|---|---|---|---|---|---|---|---|---|");
        for (String engine : List.of("java", "nd4j")) {
            share("full", engine, M);
            share("full", engine, 64);
            share("compressed", engine, M);
        }
        line("");
        line(
                """
                Of a compressed iteration at N=10 with a problem per lane (cycles counted stage by stage on a Xeon with
                AVX-512) 37 % are products, 24 % the search for mu of (59c), of which a quarter is the waiting of lanes for
                the slowest of eight (3.3 evaluations where a lane alone needs 2.4), 13 % the tridiagonal form of A, 10 %
                the move to the next point, 3 % Anderson's mixing, the rest the solution, sums over rows, logarithms and
                what is decided per problem. These parts grow with N and not with M. On 2026-11-26 seven runs on this machine,
                which other guests share, gave compressed shares of 39.8 to 44 %, 41.4 % on average.""");
    }

    private void share(String dimension, String engine, int m) {
        if (!figures.hasShare(dimension, engine, m)) {
            return;
        }
        Work work = Figures.work(dimension, m);
        int[] shape = {work.r(), work.p(), work.cols()};
        boolean java = engine.equals("java");
        double all = figures.arithmeticShare(dimension, engine, m);
        line(
                "| %s | %d | %s | [%d, %d] x [%d, %d] | %.1f | %.1f | %.0f %% | %s | %s |",
                dimension,
                m,
                engine,
                shape[0],
                shape[1],
                shape[1],
                shape[2],
                figures.productRate(engine, shape),
                figures.iterationRate(dimension, engine, m, 1000),
                100 * figures.productShare(dimension, engine, m),
                java ? "%.1f".formatted(all * figures.productRate(engine, shape)) : "-",
                java ? "%.0f %%".formatted(100 * all) : "-");
    }

    private void exactFp() {
        line("");
        line("## exact-fp");
        line("");
        line("50 compressed problems of M=16 with all users served, to 1e-5 relative, one thread.");
        line("");
        line(
                "| users | starts | FP steps per solve | us per FP step | us per solve | solves per second |");
        line("|---|---|---|---|---|---|");
        for (int users : new int[] {4, 8}) {
            for (int starts : new int[] {1, 3}) {
                if (!figures.has(Ids.exactFp(users, starts))) {
                    continue;
                }
                Measurement one = figures.get(Ids.exactFp(users, starts));
                line(
                        "| %d | %d | %.1f | %s | %s | %,.0f |",
                        users,
                        starts,
                        one.itemsPerUnit(),
                        micros(one.cpuMicros() / one.itemsPerUnit()),
                        micros(one.cpuMicros()),
                        figures.solvesPerSecond(users, starts));
            }
        }
        line("");
        line(
                """
                An FP step is one inner problem in six dual variables, by Newton steps on matrices of the order users + 3. In a
                profile at four users no part dominates: 28 % are scalar products of that order, 18 % the 6 x 6 Hessian with
                them, 8 % its factor, 9 % the Newton step on the fixed point. What bounds it is short scalar loops, not memory;
                fewer FP steps are what a faster solve would need.""");
    }

    private void target() {
        line("");
        line("## Time to 0.1 % of the best value");
        line(
                """

                CPU time of the shortest run whose feasible result is within 0.1 %% of the best value known (the better of both
                solvers with three starts), set-up and restoring feasibility included; one start, compressed, mean over the
                problems that one start brings there, of %d.
                """,
                TargetRuns.PROBLEMS);
        line("| M | N | solver | us | problems not brought there |");
        line("|---|---|---|---|---|");
        for (int m : Suite.SIZES) {
            for (int users : new int[] {4, N}) {
                for (String solver : List.of("mm-admm", "exact-fp")) {
                    target(m, users, solver);
                }
            }
        }
        line("");
        line(
                """
                The time of mm-admm includes making its starts and restoring feasibility; it was not split up here.""");
    }

    private void target(int m, int users, String solver) {
        String id = Ids.target(solver, m, users);
        if (figures.has(id)) {
            Measurement one = figures.get(id);
            double missed = one.itemsPerUnit() / (1 + one.itemsPerUnit());
            line(
                    "| %d | %d | %s | %s | %.0f |",
                    m, users, solver, micros(one.cpuMicros()), missed * TargetRuns.PROBLEMS);
        }
    }

    private void ratios() {
        line("");
        line("## Ratios that `scripts/bench check` watches");
        line("");
        line("It measures the quick set and fails where a ratio is more than 2x worse than here.");
        line("");
        line("| ratio | value | better |");
        line("|---|---|---|");
        for (Ratio ratio : figures.ratios()) {
            line(
                    "| %s | %.3g | %s |",
                    ratio.id(), ratio.value(), ratio.moreIsBetter() ? "larger" : "smaller");
        }
    }

    private void claim(String what, String demanded, String measured, boolean met) {
        String verdict = demanded.equals("-") ? "" : met ? "met" : "**not met**";
        line("| %s | %s | %s | %s |", what, demanded, measured, verdict);
    }

    private static String micros(double value) {
        return value < 100 ? "%.1f".formatted(value) : "%,.0f".formatted(value);
    }

    private void line(String format, Object... arguments) {
        text.append(arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments))
                .append('\n');
    }
}
