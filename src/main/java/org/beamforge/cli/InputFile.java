package org.beamforge.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.beamforge.model.Instance;
import org.beamforge.model.InvalidInputException;

/** Reads instances; whatever keeps a file from being read is bad input. */
final class InputFile {
    private InputFile() {}

    static Instance load(Application application, Path file) {
        if (Files.isDirectory(file)) {
            throw new InvalidInputException(file + ": is a directory, expected an instance file");
        }
        try {
            return application.load(file);
        } catch (IOException e) {
            throw new InvalidInputException(OutputFile.describe(file, e), e);
        }
    }
}
