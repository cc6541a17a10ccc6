package org.beamforge.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bad input to the real command: status 2 and one message that names the place. */
@Timeout(30)
class BadInstanceTest {
    private static final Path GOOD =
            Path.of("src", "test", "resources", "instances", "dense-k3n5m8.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path directory;

    private void requireRefused(Path file, String... expected) {
        requireRefused(new String[] {"solve", file.toString()}, expected);
    }

    private static void requireRefused(String[] args, String... expected) {
        CommandRun run = CommandRun.of(new BeamforgeApplication(), args);
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(expected).doesNotContain("\tat ", "Exception");
        assertThat(run.err().lines().filter(l -> l.startsWith("error: "))).hasSize(1);
    }

    private Path text(String content) throws IOException {
        return Files.writeString(directory.resolve("bad.json"), content);
    }

    private Path changed(Consumer<ObjectNode> change) throws IOException {
        ObjectNode tree = (ObjectNode) JSON.readTree(GOOD.toFile());
        change.accept(tree);
        return text(tree.toString());
    }

    private static ObjectNode station(ObjectNode tree, int k) {
        return (ObjectNode) tree.get("baseStations").get(k);
    }

    private static ArrayNode plane(ObjectNode tree, int k, String part) {
        return (ArrayNode) station(tree, k).get("channels").get(part);
    }

    @Test
    void contentThatIsNoInstance() throws Exception {
        requireRefused(text(""), "bad.json: expected content, found an empty file");
        requireRefused(text("hello"), "bad.json");
        requireRefused(text("{\"format\": "), "bad.json");
        requireRefused(text("[]"), "bad.json");
        requireRefused(text("null"), "bad.json");
        requireRefused(text("\u0000\u0001\u0002"), "bad.json");
        requireRefused(changed(t -> t.put("format", "isac-instance/2")), "bad.json: format");
    }

    @Test
    void fieldsMissingUnknownOrOutOfRange() throws Exception {
        for (String field :
                new String[] {"antennas", "users", "maxPowerW", "snapshots", "baseStations"}) {
            requireRefused(changed(t -> t.remove(field)), "bad.json", field);
        }
        requireRefused(changed(t -> t.put("maxPowerWatt", 1)), "bad.json", "maxPowerWatt");
        requireRefused(
                changed(t -> station(t, 1).remove("detectionTarget")),
                "baseStations[1]",
                "detectionTarget");
        requireRefused(changed(t -> t.put("maxPowerW", -1)), "maxPowerW", "-1");
        requireRefused(changed(t -> t.put("userNoisePowerW", 0)), "userNoisePowerW");
        requireRefused(
                changed(t -> t.put("users", 4)),
                "baseStations[0].channels.re: expected 4 rows, found 5");
        requireRefused(changed(t -> t.put("antennas", 8.5)), "antennas");
        requireRefused(changed(t -> t.put("snapshots", "many")), "snapshots");
    }

    @Test
    void moreBaseStationsThanUsers() throws Exception {
        requireRefused(
                changed(
                        t -> {
                            t.put("users", 2);
                            for (int k = 0; k < 3; k++) {
                                for (String part : new String[] {"re", "im"}) {
                                    while (plane(t, k, part).size() > 2) {
                                        plane(t, k, part).remove(2);
                                    }
                                }
                            }
                        }),
                "users: expected at least 3, one for each base station (27d), found 2");
    }

    @Test
    void raggedRowsAndNumbersThatAreNone() throws Exception {
        requireRefused(
                changed(t -> ((ArrayNode) plane(t, 1, "re").get(3)).remove(7)),
                "baseStations[1].channels.re[3]",
                "expected 8 numbers, found 7");
        requireRefused(changed(t -> plane(t, 2, "im").remove(4)), "baseStations[2].channels.im");
        String good = Files.readString(GOOD);
        String first = "(\"re\"\\s*:\\s*\\[\\s*\\[\\s*)[-+0-9.eE]+";
        for (String bad : new String[] {"NaN", "Infinity", "-Infinity", "1e999", "null", "\"1\""}) {
            String content = good.replaceFirst(first, "$1" + bad);
            assertThat(content).isNotEqualTo(good);
            requireRefused(text(content), "bad.json: ");
        }
    }

    @Test
    void associationsThatDoNotFit() {
        String good = GOOD.toString();
        requireRefused(
                new String[] {"solve", good, "--association", "fixed:0,1,2"},
                "expected 5 entries (one base station per user), found 3");
        requireRefused(
                new String[] {"solve", good, "--association", "fixed:0,1,2,3,0"},
                "expected a base station 0..2, found 3");
        requireRefused(
                new String[] {"solve", good, "--association", "fixed:0,1,1,0,0"},
                "base station 2 has no user");
    }

    @Test
    void optionsOutOfRange() {
        String good = GOOD.toString();
        requireRefused(new String[] {"solve", good, "--frobnicate"}, "Unknown option");
        requireRefused(
                new String[] {"solve", good, "--starts", "0"},
                "settings: starts: expected 1..64, found 0");
        requireRefused(
                new String[] {"solve", "--users", "20", "--layout", "random", "--no-prune"},
                "N = 16, found N = 20",
                "Maybe leave out --no-prune");
        requireRefused(new String[] {"solve", "--users", "2"}, "users");
        requireRefused(new String[] {"solve", "--stations", "9"}, "stations");
        requireRefused(
                new String[] {"convert", good, good.replace(".json", ".xls")}, ".json, .npz");
    }

    @Test
    void filesThatCannotBeRead() throws Exception {
        requireRefused(directory, "a directory");
        requireRefused(directory.resolve("none.json"), "none.json", "Maybe");
        requireRefused(Files.writeString(directory.resolve("a.xls"), "x"), "a.xls");
    }

    @Test
    void anUnreadableFile() throws Exception {
        Path file = Files.copy(GOOD, directory.resolve("secret.json"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeTrue(!Files.isReadable(file), "the user of this test may read everything");
        requireRefused(file, "secret.json: expected a readable file");
    }

    /** Refused by its size: reading it would take the memory. */
    @Test
    void aGigabyteOfNothing() throws Exception {
        for (String name : new String[] {"huge.json", "huge.npz", "huge.mat"}) {
            Path file = directory.resolve(name);
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(1L << 30);
            }
            requireRefused(file, name, "512 MiB", "1073741824 bytes");
        }
    }

    /** Opening it would wait for a writer for ever. */
    @Test
    void aPipe() throws Exception {
        Path pipe = directory.resolve("pipe.json");
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeTrue(mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0, "no mkfifo");
        requireRefused(pipe, "pipe.json", "a device or a pipe");
    }
}
