package org.beamforge.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.beamforge.control.Cancellation;
import org.beamforge.experiments.sweep.LlmScheme;
import org.beamforge.experiments.sweep.Shard;
import org.beamforge.experiments.sweep.SweepConfig;
import org.beamforge.experiments.sweep.SweepResults;
import org.beamforge.experiments.sweep.SweepRun;
import org.beamforge.experiments.sweep.Versions;
import org.beamforge.model.InvalidInputException;

/** Runs one shard of a sweep under the eyes of the user; an interruption keeps what is done. */
final class SweepSession {
    private final Application application;
    private final Console console;
    private final Interruption interruption;
    private final boolean quiet;

    SweepSession(
            Application application, Console console, Interruption interruption, boolean quiet) {
        this.application = application;
        this.console = console;
        this.interruption = interruption;
        this.quiet = quiet;
    }

    /**
     * Runs what is left of a shard.
     *
     * @return whether the shard is complete; if not, the user has been told
     */
    boolean run(
            SweepConfig config,
            Optional<LlmScheme> llm,
            Shard shard,
            Path directory,
            int threads,
            boolean resume) {
        Versions versions = versions(application);
        int workers = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        if (threads < 0) {
            throw new InvalidInputException("--threads: expected at least 0, found " + threads);
        }
        say(
                "beamforge %s: sweep of %d grid points, %d schemes, %d draws, seed %d | shard %s |"
                        + " solver %s, backend %s | %s, %d threads",
                versions.program(),
                config.points().size(),
                config.schemes().size(),
                config.draws(),
                config.seed(),
                shard,
                config.solver().label(),
                config.backend().label(),
                versions.environment(),
                workers);
        Cancellation cancellation = Cancellation.none();
        interruption.watch(cancellation);
        SweepRun.Outcome outcome;
        try (SweepMeter meter = SweepMeter.of(console, quiet)) {
            outcome =
                    new SweepRun(config, llm, shard, versions, cancellation, meter)
                            .run(directory, workers, resume);
        } finally {
            interruption.solved();
        }
        if (!outcome.complete()) {
            console.err()
                    .println(
                            Console.format(
                                    "interrupted: %d of %d results are kept in %s\nMaybe continue"
                                            + " with --resume.",
                                    outcome.done(), outcome.jobs(), outcome.file()));
        }
        return outcome.complete();
    }

    /** Merges a directory and says what it holds. */
    SweepResults merge(Path directory) {
        SweepResults results = SweepResults.read(directory);
        results.write(directory);
        return results;
    }

    void say(String pattern, Object... values) {
        if (!quiet) {
            console.err().println(Console.format(pattern, values));
        }
    }

    static Versions versions(Application application) {
        return new Versions(
                VersionProvider.version(),
                "java %s, %s kernels"
                        .formatted(System.getProperty("java.version"), application.kernels()));
    }
}
