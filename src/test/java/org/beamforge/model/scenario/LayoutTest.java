package org.beamforge.model.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.beamforge.model.InvalidInputException;
import org.beamforge.model.Positions.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {
    private static final String GOOD =
            """
            {"format": "isac-layout/1",
             "baseStations": [{"position": [0, 0],
               "detectionTarget": {"position": [0, 100], "rcsPower": 2},
               "estimationTarget": {"position": [10, 90], "rcsPower": 3}}],
             "users": [[5, 5], [6, -7]]}
            """;

    private static Layout parse(String json) {
        try {
            return LayoutJson.parse(
                    "net.json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void readsWhatTheFormatSays() {
        Layout layout = parse(GOOD);
        assertThat(layout.users()).containsExactly(new Point(5, 5), new Point(6, -7));
        assertThat(layout.stations())
                .containsExactly(
                        new Layout.Station(
                                new Point(0, 0), new Point(0, 100), 2, new Point(10, 90), 3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "isac-layout/1 | isac-layout/2 | net.json: format: expected \"isac-layout/1\"",
                "[6, -7] | [6] | net.json: users[1]: expected [x, y] in metres, found [6]",
                "[6, -7] | [6, \"a\"] | net.json: users[1][1]: expected a number, found \"a\"",
                "[6, -7] | [6, 1e999] | net.json: users[1][1]: expected a finite number",
                "[6, -7] | [0, 0] | net.json: users[1]: stands on a base station",
                "[0, 100] | [0, 0] | baseStations[0].detectionTarget.position: stands on a base",
                "\"rcsPower\": 3 | \"rcsPower\": -3 | baseStations[0].estimationTarget.rcsPower:",
                "\"rcsPower\": 3 | \"rcs\": 3 | baseStations[0].estimationTarget: unknown field",
                ", \"rcsPower\": 3 | `` | estimationTarget: missing field \"rcsPower\"",
                "\"users\" | \"user\" | net.json: layout: unknown field \"user\"",
                "[[5, 5], [6, -7]] | [] | net.json: users: expected at least 1, found 0",
                "[[5, 5], [6, -7]] | 7 | net.json: users: expected an array, found 7",
                "[[5, 5], [6, -7]]} | [[5, 5]]} 1 | net.json: not valid JSON",
                "[[5, 5], [6, -7]]} | [[5, 5]], \"users\": 1} | net.json: not valid JSON: Duplicate",
                "[6, -7] | [6, NaN] | net.json: not valid JSON"
            })
    void complaintsNameThePlace(String part, String replacement, String message) {
        assertThat(GOOD).contains(part);
        assertThatThrownBy(() -> parse(GOOD.replace(part, replacement)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "[1, 2]", "null", "{", "layout"})
    void whatIsNoLayoutIsRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("net.json: ");
    }

    @Test
    void filesThatCannotBeReadAreNamed(@TempDir Path dir) throws IOException {
        assertThatThrownBy(() -> Layout.read(dir))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> Layout.read(dir.resolve("none.json")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none.json: cannot be read");
        Path file = dir.resolve("good.json");
        Files.writeString(file, GOOD);
        assertThat(Layout.read(file)).isEqualTo(parse(GOOD));
    }

    @Test
    void furtherUsersAreDrawnInTheSameAreaAndStayWhereTheyAre() {
        Layout paper = Layout.paper();
        Layout many = paper.resolve(3, 200, 5);
        assertThat(many.users().subList(0, 15)).isEqualTo(paper.users());
        assertThat(paper.resolve(3, 60, 5).users()).isEqualTo(many.users().subList(0, 60));
        assertThat(paper.resolve(1, 60, 5).users()).isEqualTo(many.users().subList(0, 60));
        assertThat(paper.resolve(3, 16, 6).users().get(15)).isNotEqualTo(many.users().get(15));
        for (Point user : many.users().subList(15, 200)) {
            assertThat(user.x()).isBetween(-99.7, 78.3);
            assertThat(user.y()).isBetween(-81.8, 94.7);
            for (Layout.Station station : paper.stations()) {
                assertThat(user.distanceTo(station.position()))
                        .isGreaterThanOrEqualTo(Layout.MIN_USER_DISTANCE_M);
            }
        }
        double meanX =
                many.users().subList(15, 200).stream()
                        .mapToDouble(Point::x)
                        .average()
                        .orElseThrow();
        assertThat(meanX).isBetween(-10.7 - 19, -10.7 + 19); // 5 deviations of 185 uniform draws
    }

    @Test
    void noRoomForFurtherUsersIsSaid() {
        Layout one = parse(GOOD.replace("[[5, 5], [6, -7]]", "[[5, 5]]"));
        assertThatThrownBy(() -> one.resolve(1, 2, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("users[1]: found no place")
                .hasMessageContaining("Maybe");
    }

    @Test
    void randomLayoutsKeepTheirDistances() {
        RandomLayout random = RandomLayout.of(300, 200);
        for (long seed = 1; seed <= 50; seed++) {
            Layout layout = random.resolve(6, 20, seed);
            assertThat(layout.stations()).hasSize(6);
            assertThat(layout.users()).hasSize(20);
            for (int k = 0; k < 6; k++) {
                Layout.Station station = layout.stations().get(k);
                Point site = station.position();
                assertInside(site);
                for (int j = 0; j < k; j++) {
                    assertThat(site.distanceTo(layout.stations().get(j).position()))
                            .as("seed %d", seed)
                            .isGreaterThanOrEqualTo(40);
                }
                for (Point user : layout.users()) {
                    assertInside(user);
                    assertThat(user.distanceTo(site)).isGreaterThanOrEqualTo(10);
                }
                for (Point target :
                        List.of(station.detectionTarget(), station.estimationTarget())) {
                    double distance = target.distanceTo(site);
                    assertThat(distance).isBetween(80 - 1e-9, 120 + 1e-9);
                    assertThat(Math.abs(target.y() - site.y()) / distance)
                            .isGreaterThanOrEqualTo(Math.sqrt(0.5) - 1e-9);
                }
            }
        }
        assertThat(random.resolve(6, 9, 3).users())
                .isEqualTo(random.resolve(6, 20, 3).users().subList(0, 9));
    }

    private static void assertInside(Point p) {
        assertThat(p.x()).isBetween(-150.0, 150.0);
        assertThat(p.y()).isBetween(-100.0, 100.0);
    }

    @Test
    void tooManyStationsForTheAreaIsSaid() {
        assertThatThrownBy(() -> RandomLayout.of(50, 50).resolve(20, 20, 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found no place at least 40.0 m")
                .hasMessageContaining("Maybe the area is too small");
        assertThatThrownBy(() -> RandomLayout.of(-1, 50)).hasMessageContaining("widthM");
        assertThatThrownBy(() -> new RandomLayout(9, 9, 1, 1, 50, 40, 1, 1))
                .hasMessageContaining("maxTargetDistanceM");
    }
}
