package org.beamforge.llm.prompt;

import java.util.StringJoiner;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.beamforge.association.RateMatrix;
import org.beamforge.model.Association;

/** Matrices in the notation of the paper's prompts. */
public final class MatrixText {
    private MatrixText() {}

    /** u as {@code [0 0 1;1 0 0]}, users by base stations. */
    public static String of(Association association) {
        return IntStream.range(0, association.users())
                .mapToObj(i -> row(association.stations(), association.stationOf(i), " "))
                .collect(Collectors.joining(";", "[", "]"));
    }

    /** SINR = 2^r - 1, users by base stations, one user per line. */
    static String sinr(RateMatrix rates) {
        IntFunction<String> user =
                i -> {
                    StringJoiner row = new StringJoiner(" ");
                    for (int k = 0; k < rates.stations(); k++) {
                        // expm1 keeps the digits of small rates.
                        row.add(NumberText.of(Math.expm1(rates.rate(k, i) * Math.log(2))));
                    }
                    return row.toString();
                };
        return IntStream.range(0, rates.users()).mapToObj(user).collect(Collectors.joining(";\n"));
    }

    /** The beginning of a matrix; too short to pass for an answer when a model repeats it. */
    static String example(int stations) {
        return "[" + row(stations, stations - 1, " ") + ";" + row(stations, 0, " ") + ";...]";
    }

    static String jsonExample(int stations) {
        return "{\"reasoning\": \"...\", \"association\": [["
                + row(stations, stations - 1, ",")
                + "],["
                + row(stations, 0, ",")
                + "],...]}";
    }

    private static String row(int stations, int one, String separator) {
        return IntStream.range(0, stations)
                .mapToObj(k -> k == one ? "1" : "0")
                .collect(Collectors.joining(separator));
    }
}
