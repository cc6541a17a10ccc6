package org.beamforge.cli;

import org.beamforge.experiments.figure.Scales;
import org.beamforge.experiments.plot.AxisScale;
import org.beamforge.model.InvalidInputException;
import picocli.CommandLine.Option;

/** How the axes of a plot are divided. */
final class AxisOptions {
    @Option(
            names = "--x-scale",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "x axis: linear, log, auto (log if the points span a factor of 30; default)")
    AxisScale x = AxisScale.AUTO;

    @Option(
            names = "--y-scale",
            paramLabel = "NAME",
            defaultValue = "auto",
            description =
                    "y axis of rates: linear, log, auto (log if the means span a factor of 100;"
                            + " default); the axis of losses is log if they span decades")
    AxisScale y = AxisScale.AUTO;

    Scales scales() {
        return new Scales(x, y);
    }

    /** Refuses the options where there is no such axis. */
    void requireNone(String what) {
        if (x != AxisScale.AUTO || y != AxisScale.AUTO) {
            throw new InvalidInputException(
                    (x != AxisScale.AUTO ? "--x-scale" : "--y-scale")
                            + ": "
                            + what
                            + " has maps and polar cuts, no such axis");
        }
    }
}
