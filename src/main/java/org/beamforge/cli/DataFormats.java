package org.beamforge.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Formats that the data of a figure is written in besides CSV. */
final class DataFormats {
    @Option(names = "--npz", description = "write the data as NPZ (NumPy) as well")
    boolean npz;

    @Option(names = "--mat", description = "write the data as MAT (MATLAB) as well")
    boolean mat;

    List<String> chosen() {
        List<String> formats = new ArrayList<>();
        if (npz) {
            formats.add("npz");
        }
        if (mat) {
            formats.add("mat");
        }
        return formats;
    }
}
