package org.beamforge.cli;

import org.beamforge.control.IterationRecord;
import org.beamforge.control.ProgressListener;

/** Prints one row per iteration; a star marks a rho that was adapted. */
final class IterationTable implements ProgressListener {
    private static final String SEARCH_HEADER =
            "   iter  sum rate    bound       gap        time       stage";
    private static final String SOLVER_HEADER =
            "   iter  sum rate    prim res   dual res   viol       rho        time       stage";

    private final Console console;
    private String header = "";

    IterationTable(Console console) {
        this.console = console;
    }

    @Override
    public synchronized void iteration(IterationRecord record) {
        boolean search = record.station() < 0;
        String wanted = search ? SEARCH_HEADER : SOLVER_HEADER;
        if (!wanted.equals(header)) {
            header = wanted;
            console.err().println(header);
        }
        console.err().println(search ? searchRow(record) : solverRow(record));
    }

    @Override
    public synchronized void note(String message) {
        console.err().println("note: " + message);
    }

    private static String searchRow(IterationRecord r) {
        double gap = r.bound() > 0 ? (r.bound() - r.sumRate()) / r.bound() : Double.NaN;
        return Console.format(
                "%7d  %-10s  %-10s  %-9s  %-9s  %s",
                r.iteration(),
                figure("%.4e", r.sumRate()),
                figure("%.4e", r.bound()),
                figure("%.2e", gap),
                figure("%.2es", r.seconds()),
                stage(r));
    }

    private static String solverRow(IterationRecord r) {
        return Console.format(
                "%7d  %-10s  %-9s  %-9s  %-9s  %-9s  %-9s  %s",
                r.iteration(),
                figure("%.4e", r.sumRate()),
                figure("%.2e", r.primalResidual()),
                figure("%.2e", r.dualResidual()),
                figure("%.2e", r.violation()),
                figure("%.2e", r.rho()) + (r.rhoAdapted() ? "*" : ""),
                figure("%.2es", r.seconds()),
                stage(r));
    }

    private static String stage(IterationRecord r) {
        return r.station() < 0 ? r.stage() : r.stage() + " BS " + r.station();
    }

    private static String figure(String pattern, double value) {
        return Double.isNaN(value) ? "-" : Console.format(pattern, value);
    }
}
