package org.beamforge.io;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.beamforge.model.InvalidInputException;
import org.jspecify.annotations.Nullable;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/** Reads the numeric arrays of a MAT v5 file, one variable at a time. */
final class MatReader {
    /** Plain heap buffers; the library's own are freed by hand, outside the heap. */
    static final BufferAllocator HEAP =
            new BufferAllocator() {
                @Override
                public ByteBuffer allocate(int bytes) {
                    return ByteBuffer.allocate(bytes).order(Mat5.DEFAULT_ORDER);
                }

                @Override
                public void release(ByteBuffer buffer) {}
            };

    private MatReader() {}

    static Map<String, NumericArray> read(Path file, Collection<String> known) throws IOException {
        Map<String, NumericArray> arrays = new LinkedHashMap<>();
        long numbers = 0;
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            MatElements elements = MatElements.open(in);
            byte @Nullable [] element = elements.next();
            while (element != null) {
                MatVariable variable = MatVariable.check(element, elements.order());
                String name = variable.name();
                if (!known.contains(name)) {
                    throw UnknownArray.fault(
                            name, known, "save only these: save('x.mat', 'H', ..., '-v7')");
                }
                if (!variable.kind().equals(MatVariable.NUMBERS)) {
                    throw Faults.fault(name, "numbers", variable.kind());
                }
                NumericArray array = decode(element, variable);
                numbers += array.re().length;
                if (numbers > 2L * Limits.MAX_NUMBERS) {
                    throw Faults.fault(name, "fewer numbers in one file", "too many");
                }
                if (arrays.put(name, array) != null) {
                    throw Faults.fault(name, "this array once", "it a second time");
                }
                element = elements.next();
            }
        }
        return arrays;
    }

    private static NumericArray decode(byte[] element, MatVariable variable) throws IOException {
        Matrix matrix;
        try {
            matrix =
                    Mat5.newReader(Sources.wrap(element))
                            .setBufferAllocator(HEAP)
                            .disableSubsystemProcessing()
                            .readMat()
                            .getMatrix(variable.name());
        } catch (IOException | RuntimeException e) {
            // the checks before leave nothing that is known to get here
            throw new InvalidInputException(
                    variable.name() + ": expected an array, found a broken one: " + e.getMessage(),
                    e);
        }
        double[] re = new double[matrix.getNumElements()];
        double @Nullable [] im = matrix.isComplex() ? new double[re.length] : null;
        for (int i = 0; i < re.length; i++) {
            re[i] = matrix.getDouble(i);
            if (im != null) {
                im[i] = matrix.getImaginaryDouble(i);
            }
        }
        int[] shape = variable.shape();
        return new NumericArray(
                shape,
                NumericArray.fromColumnMajor(re, shape),
                im == null ? null : NumericArray.fromColumnMajor(im, shape),
                false);
    }
}
