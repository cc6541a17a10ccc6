package org.beamforge.tensor;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Objects;
import org.beamforge.kernel.ComplexKernels;
import org.jspecify.annotations.Nullable;

/**
 * The tensor engines by name. The classes of ND4J are loaded only when its engine is asked for; a
 * missing library, or one for another machine, is a reason and not a crash.
 */
public final class Engines {
    public static final String JAVA = "java";
    public static final String ND4J = "nd4j";

    private static final String ND4J_CLASS = "org.beamforge.tensor.nd4j.Nd4jTensorEngine";

    private Engines() {}

    /** Names of all engines, the default first. */
    public static List<String> names() {
        return List.of(JAVA, ND4J);
    }

    /**
     * Makes an engine.
     *
     * @param name one of {@link #names()}
     * @param kernels kernels for the engine {@code java} and for small matrices
     * @throws EngineUnavailableException if it cannot run here, with the reason
     * @throws IllegalArgumentException for another name
     */
    public static TensorEngine create(String name, ComplexKernels kernels) {
        return switch (name) {
            case JAVA -> new JavaTensorEngine(kernels);
            case ND4J -> nd4j(kernels);
            default ->
                    throw new IllegalArgumentException(
                            "expected an engine of " + names() + ", found \"" + name + "\"");
        };
    }

    /**
     * One line on why an engine can or cannot be used here, for example {@code available (cpu,
     * vector-512)}. Tries {@code nd4j} in earnest, which loads it.
     */
    public static String description(String name, ComplexKernels kernels) {
        try {
            return "available (" + create(name, kernels).device() + ")";
        } catch (EngineUnavailableException e) {
            return "not available: " + e.reason();
        }
    }

    /**
     * The engine {@code auto} stands for, which is always {@code java}: it was faster in every case
     * measured (docs/benchmarks.md, which names the closest one; N = 4 and 10, M = 8 to 4,096, full
     * dimension and compressed, one problem and batches of 100 and 1,000).
     */
    public static TensorEngine automatic(ComplexKernels kernels) {
        return create(JAVA, kernels);
    }

    /** Why {@link #automatic} chose as it did, in one line. */
    public static String automaticReason() {
        return "java: faster than nd4j in each case of docs/benchmarks.md";
    }

    /** By reflection: a link to the class would load ND4J with this one. */
    private static TensorEngine nd4j(ComplexKernels kernels) {
        try {
            return (TensorEngine)
                    Class.forName(ND4J_CLASS)
                            .getConstructor(ComplexKernels.class)
                            .newInstance(kernels);
        } catch (InvocationTargetException e) {
            throw unavailable(e.getCause());
        } catch (ReflectiveOperationException | LinkageError e) {
            throw unavailable(e);
        }
    }

    private static EngineUnavailableException unavailable(@Nullable Throwable cause) {
        Throwable root = Objects.requireNonNull(cause);
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new EngineUnavailableException(
                "ND4J does not load (" + root.toString().lines().findFirst().orElse("") + ")",
                "Maybe use --backend java; ND4J's native library is included for Linux on x86-64"
                        + " only.",
                root);
    }
}
