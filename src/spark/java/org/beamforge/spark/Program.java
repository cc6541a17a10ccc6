package org.beamforge.spark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkFiles;

/**
 * Beamforge inside an executor, behind a class loader that sees nothing of Spark: both bring the
 * same libraries in different versions. Only types of the JDK cross the border. One per executor
 * and list of jars, because native libraries can be loaded once only.
 */
final class Program {
    private static final Map<List<String>, Program> LOADED = new ConcurrentHashMap<>();

    private final ClassLoader loader;
    private final Method entry;

    private Program(List<String> jars) {
        loader =
                new URLClassLoader(
                        jars.stream().map(Program::url).toArray(URL[]::new),
                        ClassLoader.getPlatformClassLoader());
        try {
            entry =
                    loader.loadClass("org.beamforge.cli.ShardTask")
                            .getMethod(
                                    "run",
                                    Path.class,
                                    Path.class,
                                    int.class,
                                    int.class,
                                    int.class,
                                    BooleanSupplier.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the program's jars do not fit this one", e);
        }
    }

    private static URL url(String name) {
        try {
            return Path.of(SparkFiles.get(name)).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Program of(String... jars) {
        return LOADED.computeIfAbsent(Arrays.asList(jars), Program::new);
    }

    /** Solves one shard and returns its result file. */
    Path shard(Path config, Path folder, int index, int count, int threads, BooleanSupplier stop) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return (Path) entry.invoke(null, config, folder, index, count, threads, stop);
        } catch (InvocationTargetException e) {
            // the driver does not know the class of the cause
            Throwable cause = e.getCause();
            IllegalStateException told = new IllegalStateException(cause.toString());
            told.setStackTrace(cause.getStackTrace());
            throw told;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
