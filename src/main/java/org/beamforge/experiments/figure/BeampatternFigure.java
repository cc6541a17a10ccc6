package org.beamforge.experiments.figure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVPrinter;
import org.beamforge.Solution;
import org.beamforge.experiments.plot.BeampatternPage;
import org.beamforge.experiments.plot.PageFiles;
import org.beamforge.experiments.plot.Pattern;
import org.beamforge.io.ArrayFiles;
import org.beamforge.io.InstanceFiles;
import org.beamforge.io.OutputFiles;
import org.beamforge.io.SolutionFiles;
import org.beamforge.metrics.Beampattern;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;

/**
 * Figs. 3 and 4: the beampattern of every base station, with the initial and with the optimised
 * association.
 *
 * @param number of the figure
 * @param instance the network, with positions
 * @param solution its solution
 */
public record BeampatternFigure(int number, Instance instance, Solution solution) {
    private static final String INSTANCE = "instance.json";
    private static final String SOLUTION = "solution.json";
    private static final int ANGLES = 361;

    /** Whether this figure of the paper shows beampatterns. */
    public static boolean is(int number) {
        return number == 3 || number == 4;
    }

    /** Whether a directory holds the data of such a figure. */
    public static boolean in(Path directory) {
        return Files.exists(directory.resolve(INSTANCE))
                && Files.exists(directory.resolve(SOLUTION));
    }

    /** Reads what {@link #store} wrote. */
    public static BeampatternFigure read(int number, Path directory) {
        Instance instance = InstanceFiles.read(directory.resolve(INSTANCE));
        if (instance.positions().isEmpty()) {
            throw new InvalidInputException(
                    directory.resolve(INSTANCE)
                            + ": positions: missing, and beampatterns are drawn over them");
        }
        return new BeampatternFigure(
                number, instance, SolutionFiles.read(directory.resolve(SOLUTION)));
    }

    /** Keeps network and solution, so that the figure can be drawn again without solving. */
    public void store(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw OutputFiles.cannotWrite(directory, e);
        }
        InstanceFiles.write(instance, directory.resolve(INSTANCE));
        SolutionFiles.write(solution, directory.resolve(SOLUTION));
    }

    /**
     * Writes NAME.csv (cuts), NAME.png and NAME.svg.
     *
     * @param formats further data formats, npz and mat
     */
    public void write(Path out, String name, List<String> formats) {
        OutputFiles.write(out.resolve(name + ".csv"), this::table);
        for (String format : formats) {
            ArrayFiles.write(arrays(), out.resolve(name + "." + format));
        }
        PageFiles.write(new BeampatternPage(title(), instance, solution), out, name);
    }

    private String title() {
        String what =
                number == 3
                        ? "initial association"
                        : number == 4 ? "optimised association" : "association";
        return String.format(
                Locale.ROOT,
                "%sBeampatterns with the %s (%s), sum rate %.2f bit/s/Hz",
                number > 0 ? "Fig. " + number + ": " : "",
                what,
                SchemeNames.of(solution.scheme(), Optional.empty()),
                solution.sumRate());
    }

    private Map<String, double[]> arrays() {
        Map<String, double[]> arrays = new LinkedHashMap<>();
        double[] angles = Beampattern.angles(ANGLES);
        arrays.put("angle", angles);
        for (int k = 0; k < instance.stations(); k++) {
            arrays.put("gain_db_bs" + k, new Pattern(instance, solution, k).dataDb(angles));
        }
        return arrays;
    }

    private void table(OutputStream out) throws IOException {
        Map<String, double[]> arrays = arrays();
        double[] angles = arrays.remove("angle");
        String[] header = new String[arrays.size() + 1];
        header[0] = "angleDeg";
        for (int k = 0; k < arrays.size(); k++) {
            header[k + 1] = "gainDbBs" + k;
        }
        CSVPrinter csv = FigureTables.open(out, header);
        for (int p = 0; p < angles.length; p++) {
            csv.print(Double.toString((double) 180 * p / (angles.length - 1)));
            for (double[] gain : arrays.values()) {
                csv.print(Double.toString(gain[p]));
            }
            csv.println();
        }
        csv.flush();
    }
}
