package org.beamforge.kernel;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the kernels of this JVM, once.
 *
 * <p>{@link #best()} is the Vector API where its module is present and the hardware has 256-bit
 * vectors with fused multiply-add, else plain Java, with one warning that says why and what to do.
 * The system property {@value #PROPERTY} = {@code plain} or {@code vector} overrides the choice.
 */
public final class KernelProvider {
    /** System property that forces a provider. */
    public static final String PROPERTY = "beamforge.kernels";

    private static final String MODULE = "jdk.incubator.vector";
    private static final ComplexKernels PLAIN = new PlainKernels();

    private static volatile @Nullable Choice choice;

    private record Choice(ComplexKernels kernels, String description) {}

    private KernelProvider() {}

    /**
     * The fastest kernels of this JVM.
     *
     * @throws KernelsUnavailableException if {@value #PROPERTY} asks for {@code vector} and that
     *     cannot run here
     * @throws IllegalArgumentException if {@value #PROPERTY} is neither {@code plain} nor {@code
     *     vector}
     */
    public static ComplexKernels best() {
        return chosen().kernels();
    }

    /**
     * The kernels in plain Java. Right for a product that a program makes only a few times, such as
     * the expansion of a result: the first half second of large vector products goes into compiling
     * them.
     */
    public static ComplexKernels plain() {
        return PLAIN;
    }

    /**
     * What {@link #best()} is and why, in one line; for example {@code vector-512 (Vector API)}.
     *
     * @throws KernelsUnavailableException as {@link #best()}
     * @throws IllegalArgumentException as {@link #best()}
     */
    public static String description() {
        return chosen().description();
    }

    private static Choice chosen() {
        Choice known = choice;
        if (known != null) {
            return known;
        }
        synchronized (KernelProvider.class) {
            if (choice == null) {
                choice = choose(System.getProperty(PROPERTY));
            }
            return Objects.requireNonNull(choice);
        }
    }

    private static Choice choose(@Nullable String forced) {
        if (forced != null && !forced.equals("plain") && !forced.equals("vector")) {
            throw new IllegalArgumentException(
                    PROPERTY + ": expected plain or vector, found \"" + forced + "\"");
        }
        if ("plain".equals(forced)) {
            return new Choice(PLAIN, "plain (" + PROPERTY + "=plain)");
        }
        try {
            ComplexKernels vector = load();
            return new Choice(vector, vector.name() + " (Vector API)");
        } catch (KernelsUnavailableException e) {
            if (forced != null) {
                throw e;
            }
            System.getLogger(KernelProvider.class.getName())
                    .log(
                            Level.WARNING,
                            "Kernels in plain Java, large products are up to five times slower: "
                                    + String.valueOf(e.getMessage()).replace('\n', ' '));
            return new Choice(PLAIN, "plain (" + e.reason() + ")");
        }
    }

    /** By reflection: a link to the class would fail where the module is missing. */
    private static ComplexKernels load() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            throw new KernelsUnavailableException(
                    "module " + MODULE + " is not loaded",
                    "Maybe start java with --add-modules " + MODULE + ".");
        }
        try {
            Class<?> type = Class.forName("org.beamforge.kernel.VectorKernels");
            Object kernels = type.getDeclaredMethod("create").invoke(null);
            return (ComplexKernels) Objects.requireNonNull(kernels);
        } catch (InvocationTargetException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            String reason = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
            throw new KernelsUnavailableException(
                    reason,
                    "Maybe say -D" + PROPERTY + "=plain, which also silences the warning.",
                    cause);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new KernelsUnavailableException(
                    "the Vector API of this JVM does not fit: " + e,
                    "Maybe use a JDK from 17 to 25.",
                    e);
        }
    }
}
