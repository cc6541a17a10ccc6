package org.beamforge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamforge.Solution;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SolutionFilesTest {
    @TempDir Path dir;

    @Test
    void jsonHasTheFieldsOfTheContract() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SolutionFiles.write(Samples.solution(false), out);
        JsonNode json = new ObjectMapper().readTree(out.toByteArray());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "format",
                        "status",
                        "sumRate",
                        "association",
                        "iterations",
                        "seconds",
                        "solver",
                        "backend",
                        "scheme",
                        "llm",
                        "baseStations",
                        "trace");
        assertThat(json.get("format").textValue()).isEqualTo("isac-solution/1");
        assertThat(json.get("status").textValue()).isEqualTo("SOLVED");
        assertThat(json.get("association").toString()).isEqualTo("[0,1,0]");
        JsonNode station = json.get("baseStations").get(0);
        assertThat(station.fieldNames())
                .toIterable()
                .containsExactly(
                        "rate",
                        "users",
                        "radarSnrDb",
                        "detectionProbability",
                        "crbRad2",
                        "powerW",
                        "communication",
                        "radar");
        assertThat(station.get("users").toString()).isEqualTo("[0,2]");
        assertThat(station.get("radarSnrDb").doubleValue()).isEqualTo(7.000000000000001);
        assertThat(station.get("communication").get("re")).hasSize(4);
        assertThat(station.get("communication").get("im").get(3)).hasSize(3);
        assertThat(station.get("radar").toString())
                .isEqualTo("{\"re\":[[],[],[],[]],\"im\":[[],[],[],[]]}");
        assertThat(json.get("baseStations").get(1).get("crbRad2").isNull()).isTrue();
        assertThat(json.get("llm").toString())
                .isEqualTo(
                        "{\"rounds\":[{\"model\":\"m-1\",\"valid\":true,\"sumRate\":2.5,"
                                + "\"promptTokens\":120,\"completionTokens\":18,\"seconds\":0.25,"
                                + "\"verdict\":\"valid\"},{\"model\":\"m-1\",\"valid\":false,"
                                + "\"sumRate\":null,\"promptTokens\":null,"
                                + "\"completionTokens\":null,\"seconds\":1.5,"
                                + "\"verdict\":\"row 2 is empty\"}],\"fallbackUsed\":true}");
        assertThat(json.get("trace").get(0).toString())
                .isEqualTo(
                        "{\"stage\":\"joint\",\"station\":-1,\"iteration\":1,\"sumRate\":2.8,"
                                + "\"bound\":3.1,\"primalResidual\":null,\"dualResidual\":1.0E-9,"
                                + "\"violation\":0.0,\"rho\":0.1,\"rhoAdapted\":true,"
                                + "\"seconds\":0.25}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsReadIsWhatWasWritten(boolean certified) {
        Solution solution = Samples.solution(certified);
        Path file = dir.resolve("s.json");
        SolutionFiles.write(solution, file);
        Solution read = SolutionFiles.read(file);
        assertThat(read.certificate()).isEqualTo(solution.certificate());
        assertThat(read.association()).isEqualTo(solution.association());
        assertThat(read.trace()).isEqualTo(solution.trace());
        assertThat(read.llm()).isEqualTo(solution.llm()); // as records: NaN equals NaN
        assertThat(read)
                .usingRecursiveComparison()
                .ignoringFields("stations", "trace", "llm") /* compared beside */
                .isEqualTo(solution);
        for (int k = 0; k < 2; k++) {
            assertThat(read.stations().get(k).beamformer())
                    .isEqualTo(solution.stations().get(k).beamformer());
            assertThat(read.stations().get(k).users())
                    .isEqualTo(solution.stations().get(k).users());
            assertThat(read.stations().get(k).rate()).isEqualTo(solution.stations().get(k).rate());
        }
        assertThat(read.stations().get(1).crbRad2()).isNaN(); // was infinite: null in JSON
    }

    @Test
    void unknownFieldsArePassedOver() throws IOException {
        Path file = dir.resolve("s.json");
        SolutionFiles.write(Samples.solution(true), file);
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replace(
                        "\"sumRate\": 2.83", "\"novel\": {\"list\": [{}]}, \"sumRate\": 2.83"));
        assertThat(Files.readString(file)).isNotEqualTo(text);
        assertThat(SolutionFiles.read(file).sumRate()).isEqualTo(2.8333333333333335);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SOLVED | DONE | status: expected one of [SOLVED, MAX_ITERATIONS, TIME_LIMIT,"
                        + " STALLED, CANCELLED, INFEASIBLE, NUMERICAL_ERROR], found \"DONE\"",
                "[0,1,0] | [0,0,0] | association: base station 1 has no user (27d)",
                "\"association\" | \"x\" | association: expected this field, found none",
                "isac-solution | isac-instance | format: expected \"isac-solution/1\", found the"
                        + " string \"isac-instance/1\"",
                "\"bound\": 3.1 | \"bound\": [] | trace[0].bound: expected a number, found an array",
                "[0,2] | [0,-2] | baseStations[0].users[1]: expected a whole number from 0 on,"
                        + " found -2"
            })
    void badSolutionsNameThePlace(String from, String to, String message) throws IOException {
        Path file = dir.resolve("s.json");
        SolutionFiles.write(Samples.solution(true), file);
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
        assertThatThrownBy(() -> SolutionFiles.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + ": " + message);
    }

    @Test
    void onlyJsonIsReadBack() {
        Path file = dir.resolve("s.npz");
        SolutionFiles.write(Samples.solution(true), file);
        assertThatThrownBy(() -> SolutionFiles.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": expected a solution in JSON");
    }

    @Test
    void unknownExtension() {
        assertThatThrownBy(() -> SolutionFiles.write(Samples.solution(true), Path.of("s.csv")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "s.csv: expected a name that ends in .json, .npz or .mat, found \".csv\"");
    }
}
