package org.beamforge.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the driver's library without loading anything: cheap enough for every start. */
final class DriverLibrary {
    private static final String NAME = "libcuda.so.1";
    private static final Path LOADER_CACHE = Path.of("/etc/ld.so.cache");

    /** Where distributions, containers, WSL and NixOS put it when the loader's cache is silent. */
    private static final List<String> USUAL_PLACES =
            List.of(
                    "/usr/lib/x86_64-linux-gnu",
                    "/usr/lib64",
                    "/usr/lib",
                    "/usr/lib/wsl/lib",
                    "/usr/local/nvidia/lib64",
                    "/run/opengl-driver/lib");

    private DriverLibrary() {}

    /** Why the driver cannot be here, in one line; empty if it may be. */
    static Optional<String> missing() {
        return missing(
                System.getProperty("os.name", ""),
                System.getProperty("os.arch", ""),
                System.getenv("LD_LIBRARY_PATH"),
                LOADER_CACHE);
    }

    static Optional<String> missing(
            String system, String architecture, @Nullable String path, Path cache) {
        if (!system.toLowerCase(Locale.ROOT).contains("linux")
                || !List.of("amd64", "x86_64").contains(architecture)) {
            return Optional.of(
                    "the engine is built for Linux on x86-64, this is %s on %s"
                            .formatted(system, architecture));
        }
        List<String> places = new ArrayList<>();
        if (path != null) {
            places.addAll(List.of(path.split(File.pathSeparator, -1)));
        }
        places.addAll(USUAL_PLACES);
        for (String place : places) {
            if (!place.isEmpty() && Files.exists(Path.of(place, NAME))) {
                return Optional.empty();
            }
        }
        return inCache(cache)
                ? Optional.empty()
                : Optional.of("no NVIDIA driver on this machine (" + NAME + " not found)");
    }

    private static boolean inCache(Path cache) {
        try {
            return new String(Files.readAllBytes(cache), StandardCharsets.ISO_8859_1)
                    .contains(NAME);
        } catch (IOException e) {
            return false; // no cache: then only the places above count
        }
    }
}
