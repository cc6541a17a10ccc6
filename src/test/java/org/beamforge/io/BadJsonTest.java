package org.beamforge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each bad JSON file gets one message with the exact place. */
class BadJsonTest {
    private static final String VALID =
            """
            {"format": "isac-instance/1", "antennas": 2, "users": 3, "maxPowerW": 1.5,
             "userNoisePowerW": 1e-12, "radarNoisePowerW": 1e-12, "snapshots": 1024,
             "minRadarSnrDb": 7.0, "maxCrbRad2": 0.01, "baseStations": [
              {"channels": {"re": [[1, 2], [3, 4], [5, 6]], "im": [[0, 0], [0, 0], [0, 0]]},
               "detectionTarget": {"angleRad": 1.0, "pathGain": 1e-5, "rcsPower": 2.0},
               "estimationTarget": {"angleRad": 1.0, "pathGain": 1e-5,
                                    "rcsAmplitude": {"re": 3.0, "im": 0}}},
              {"channels": {"re": [[1, 2], [3, 4], [5, 6]], "im": [[7, 8], [9, 10], [11, 12]]},
               "detectionTarget": {"angleRad": 1.25, "pathGain": 1e-5, "rcsPower": 2.5},
               "estimationTarget": {"angleRad": 1.75, "pathGain": 1e-5,
                                    "rcsAmplitude": {"re": 3.5, "im": 4.5}}}],
             "positions": {"baseStations": [[0, 0], [1, 1]], "users": [[2, 2], [3, 3], [4, 4]],
                           "detectionTargets": [[5, 5], [6, 6]],
                           "estimationTargets": [[7, 7], [8, 8]]}}
            """;

    @TempDir Path dir;

    static Stream<Arguments> cases() {
        return Stream.of(
                // the whole file
                bad("", "expected content, found an empty file"),
                bad(" \n ", "expected a JSON object, found only white space"),
                bad("[]", "top level: expected an object, found an array"),
                bad("7", "top level: expected an object, found 7"),
                bad(
                        "channels,1,2",
                        "line 1, column 1: expected JSON, found an error: Unrecognized token"
                                + " 'channels'"),
                bad(
                        VALID.substring(0, 300),
                        "line 5, column 11: expected more JSON, found the end of the file"),
                bad(
                        VALID + "\n{}",
                        "line 16, column 1: expected the end of the file, found an object"),
                bad(
                        VALID + "]",
                        "line 15, column 1: expected JSON, found an error: Unexpected close marker"
                                + " ']': no open Array to close"),
                bad(
                        VALID.replace("\"users\": 3,", "\"users\": 3,,"),
                        "line 1, column 57: expected JSON, found an error: Unexpected character"
                                + " (',' (code 44)): was expecting double-quote to start field name"),
                // the format tag
                swap(
                        "isac-instance/1",
                        "isac-instance/2",
                        "format: expected \"isac-instance/1\","
                                + " found the string \"isac-instance/2\""),
                swap("\"isac-instance/1\"", "1", "format: expected \"isac-instance/1\", found 1"),
                swap(
                        "\"format\": \"isac-instance/1\", ",
                        "",
                        "format: expected this field, found" + " none"),
                // missing and unknown fields
                swap("\"antennas\": 2, ", "", "antennas: expected this field, found none"),
                swap("\"maxCrbRad2\": 0.01, ", "", "maxCrbRad2: expected this field, found none"),
                swap(
                        ", \"rcsPower\": 2.5",
                        "",
                        "baseStations[1].detectionTarget.rcsPower: expected"
                                + " this field, found none"),
                swap(
                        ", \"im\": [[7, 8], [9, 10], [11, 12]]",
                        "",
                        "baseStations[1].channels.im:" + " expected this field, found none"),
                swap(
                        "\"antennas\"",
                        "\"antenas\"",
                        "antenas: expected a known field, found one"
                                + " that this format does not have\nMaybe you meant antennas"),
                swap(
                        "\"maxPowerW\"",
                        "\"maxPowerDbm\"",
                        "maxPowerDbm: expected a known field,"
                                + " found one that this format does not have\nMaybe you meant maxPowerW"),
                swap(
                        "\"rcsPower\": 2.5",
                        "\"rcs_power\": 2.5",
                        "baseStations[1].detectionTarget"
                                + ".rcs_power: expected a known field, found one that this format does not"
                                + " have\nMaybe you meant rcsPower"),
                swap(
                        "\"snapshots\": 1024",
                        "\"snapshots\": 1024, \"xyz\": 1",
                        "xyz: expected a"
                                + " known field, found one that this format does not have"),
                swap(
                        "\"users\": 3",
                        "\"users\": 3, \"users\": 3",
                        "users: expected this field" + " once, found it a second time"),
                swap(
                        "\"angleRad\": 1.25",
                        "\"angleRad\": 1.25, \"angleRad\": 1",
                        "baseStations[1].detectionTarget.angleRad: expected this field once, found"
                                + " it a second time"),
                // types
                swap(
                        "\"antennas\": 2",
                        "\"antennas\": \"2\"",
                        "antennas: expected a number, found" + " the string \"2\""),
                swap(
                        "\"antennas\": 2",
                        "\"antennas\": 2.5",
                        "antennas: expected a whole number" + " from 1 on, found 2.5"),
                swap(
                        "\"users\": 3",
                        "\"users\": 0",
                        "users: expected a whole number from 1 on," + " found 0"),
                swap(
                        "\"snapshots\": 1024",
                        "\"snapshots\": -1",
                        "snapshots: expected a whole" + " number from 1 on, found -1"),
                swap(
                        "\"snapshots\": 1024",
                        "\"snapshots\": 1e10",
                        "snapshots: expected a whole" + " number from 1 on, found 1e10"),
                swap(
                        "\"snapshots\": 1024",
                        "\"snapshots\": null",
                        "snapshots: expected a number," + " found null"),
                swap(
                        "\"antennas\": 2",
                        "\"antennas\": 2000000000",
                        "antennas: expected at most"
                                + " 8388608 channel coefficients K x N x M, found 1 x 3 x 2000000000"),
                swap(
                        "{\"re\": 3.5, \"im\": 4.5}",
                        "3.5",
                        "baseStations[1].estimationTarget"
                                + ".rcsAmplitude: expected an object, found 3.5"),
                swap(
                        "[9, 10]",
                        "9",
                        "baseStations[1].channels.im[1]: expected an array of 2"
                                + " numbers, found 9"),
                swap(
                        "[9, 10]",
                        "[9, [10]]",
                        "baseStations[1].channels.im[1][1]: expected a"
                                + " number, found an array"),
                swap(
                        "[9, 10]",
                        "[9, true]",
                        "baseStations[1].channels.im[1][1]: expected a" + " number, found true"),
                // rows
                swap(
                        "[9, 10]",
                        "[9]",
                        "baseStations[1].channels.im[1]: expected 2 numbers, found" + " 1"),
                swap(
                        "[9, 10]",
                        "[]",
                        "baseStations[1].channels.im[1]: expected 2 numbers, found" + " 0"),
                swap(
                        "[9, 10]",
                        "[9, 10, 10.5, 10.6]",
                        "baseStations[1].channels.im[1]: expected 2" + " numbers, found 4"),
                swap("[9, 10], ", "", "baseStations[1].channels.im: expected 3 rows, found 2"),
                swap(
                        "[9, 10]",
                        "[9, 10], [0, 0]",
                        "baseStations[1].channels.im: expected 3 rows," + " found 4"),
                swap(
                        "\"users\": 3",
                        "\"users\": 2",
                        "baseStations[0].channels.re: expected 2" + " rows, found 3"),
                // values
                swap(
                        "[9, 10]",
                        "[9, NaN]",
                        "baseStations[1].channels.im[1][1]: expected a finite"
                                + " number, found NaN"),
                swap(
                        "[9, 10]",
                        "[9, -Infinity]",
                        "baseStations[1].channels.im[1][1]: expected a"
                                + " finite number, found -Infinity"),
                swap(
                        "[9, 10]",
                        "[9, \"NaN\"]",
                        "baseStations[1].channels.im[1][1]: expected a"
                                + " number, found the string \"NaN\""),
                swap(
                        "[9, 10]",
                        "[9, 1e999]",
                        "baseStations[1].channels.im[1][1]: expected a finite"
                                + " number, found 1e999"),
                swap(
                        "\"maxPowerW\": 1.5",
                        "\"maxPowerW\": -1.5",
                        "maxPowerW: expected a positive" + " finite number, found -1.5"),
                swap(
                        "\"maxPowerW\": 1.5",
                        "\"maxPowerW\": 0",
                        "maxPowerW: expected a positive" + " finite number, found 0.0"),
                swap(
                        "\"maxCrbRad2\": 0.01",
                        "\"maxCrbRad2\": -0.0",
                        "maxCrbRad2: expected a" + " positive finite number, found -0.0"),
                swap(
                        "\"minRadarSnrDb\": 7.0",
                        "\"minRadarSnrDb\": Infinity",
                        "minRadarSnrDb:" + " expected a finite number, found Infinity"),
                swap(
                        "\"rcsPower\": 2.5",
                        "\"rcsPower\": 0",
                        "baseStations[1].detectionTarget"
                                + ".rcsPower: expected a positive finite number, found 0.0"),
                swap(
                        "{\"re\": 3.5, \"im\": 4.5}",
                        "{\"re\": 0, \"im\": 0}",
                        "baseStations[1].estimationTarget.rcsAmplitude: expected a complex"
                                + " amplitude whose squared magnitude is positive and finite, found"
                                + " 0.0 + 0.0j"),
                // the network
                bad(
                        VALID.replace("\"users\": 3", "\"users\": 1")
                                .replaceAll("\\[\\[(\\d+), (\\d+)], [^]]*], [^]]*]]", "[[$1, $2]]"),
                        "users: expected at least 2, one for each base station (27d), found 1"),
                bad(
                        VALID.replaceAll(
                                        "(?s)\"baseStations\": \\[\n.*\"positions\"",
                                        "\"baseStations\": [], \"positions\"")
                                .replaceAll("(?s), \"positions\".*", "}"),
                        "baseStations: expected at least 1, found 0"),
                // positions
                swap(
                        "[[0, 0], [1, 1]]",
                        "[[0, 0]]",
                        "positions.baseStations: expected 2 points," + " found 1"),
                swap("[3, 3]", "[3, 3, 3]", "positions.users[1]: expected 2 numbers, found 3"),
                swap(
                        "\"estimationTargets\"",
                        "\"estimationTarget\"",
                        "positions.estimationTarget:"
                                + " expected a known field, found one that this format does not have\n"
                                + "Maybe you meant estimationTargets"));
    }

    private static Arguments bad(String text, String message) {
        return arguments(text, message);
    }

    private static Arguments swap(String from, String to, String message) {
        if (!VALID.contains(from)) {
            throw new IllegalArgumentException("not in the valid file: " + from);
        }
        return arguments(VALID.replace(from, to), message);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void messageNamesThePlace(String text, String message) throws IOException {
        Path file = dir.resolve("bad.json");
        Files.writeString(file, text);
        assertThatThrownBy(() -> InstanceFiles.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void theValidFileIsValidInAnyOrderAndWithPointZero() throws IOException {
        Path file = dir.resolve("good.json");
        Files.writeString(file, VALID);
        Path other = dir.resolve("other.json");
        Files.writeString(
                other,
                VALID.replace("\"antennas\": 2, \"users\": 3, ", "")
                        .replace("[8, 8]]}}", "[8, 8]]}, \"users\": 3.0, \"antennas\": 0.2e1}"));
        assertThat(InstanceFiles.read(other)).isEqualTo(InstanceFiles.read(file));
    }

    @Test
    void notUtf8() throws IOException {
        Path file = dir.resolve("latin.json");
        Files.write(file, "{\"é\": 1}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> InstanceFiles.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": line 1, column ");
    }

    @Test
    void deepNestingIsNoStackOverflow() throws IOException {
        Path file = dir.resolve("deep.json");
        Files.writeString(file, "{\"baseStations\": " + "[".repeat(1_000_000));
        assertThatThrownBy(() -> InstanceFiles.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": line 1, column ");
    }
}
