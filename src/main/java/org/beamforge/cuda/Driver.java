package org.beamforge.cuda;

import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetCount;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuDriverGetVersion;
import static jcuda.driver.JCudaDriver.cuGetErrorName;
import static jcuda.driver.JCudaDriver.cuGetErrorString;
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;

/**
 * The few driver calls that stand alone, with their errors turned into exceptions. Using this class
 * loads JCuda and its native library.
 */
final class Driver {
    private static final String TEMPORARY = "java.io.tmpdir";

    private Driver() {}

    /**
     * Loads the native library and initialises the driver.
     *
     * @throws LinkageError if the library or the driver does not load
     * @throws CudaFailure if the driver finds no device or cannot start
     */
    static void initialise() {
        check(loadAndInitialise(), "cuInit", "");
    }

    /**
     * JCuda unpacks its library under a fixed name into the temporary directory, where two
     * processes would overwrite each other's; so each gets a directory of its own, gone once it is
     * loaded.
     */
    private static int loadAndInitialise() {
        String shared = System.getProperty(TEMPORARY);
        Path own;
        try {
            own = Files.createTempDirectory("beamforge-cuda");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the CUDA library into " + shared, e);
        }
        try {
            System.setProperty(TEMPORARY, own.toString());
            return cuInit(0);
        } finally {
            System.setProperty(TEMPORARY, shared);
            delete(own);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Throws if a driver call failed.
     *
     * @param call the function
     * @param what kernel and shape, or what was asked for; may be empty
     */
    static void check(int result, String call, String what) {
        if (result != 0) {
            String[] name = new String[1];
            String[] text = new String[1];
            cuGetErrorName(result, name);
            cuGetErrorString(result, text);
            throw new CudaFailure(
                    result,
                    "%s failed%s: %s (%s)"
                            .formatted(
                                    call, what.isEmpty() ? "" : " for " + what, name[0], text[0]));
        }
    }

    static int deviceCount() {
        int[] count = new int[1];
        check(cuDeviceGetCount(count), "cuDeviceGetCount", "");
        return count[0];
    }

    static CUdevice device(int ordinal) {
        CUdevice device = new CUdevice();
        check(cuDeviceGet(device, ordinal), "cuDeviceGet", "device " + ordinal);
        return device;
    }

    static String name(CUdevice device) {
        byte[] name = new byte[256];
        check(cuDeviceGetName(name, name.length, device), "cuDeviceGetName", "a device");
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    static int attribute(CUdevice device, int attribute) {
        int[] value = new int[1];
        check(
                cuDeviceGetAttribute(value, attribute, device),
                "cuDeviceGetAttribute",
                "attribute " + attribute);
        return value[0];
    }

    /** The CUDA version of the driver, for example {@code 12.8}. */
    static String version() {
        int[] version = new int[1];
        check(cuDriverGetVersion(version), "cuDriverGetVersion", "");
        return version[0] / 1000 + "." + version[0] % 1000 / 10;
    }

    static CUcontext retainContext(CUdevice device, String what) {
        CUcontext context = new CUcontext();
        check(cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain", what);
        check(cuCtxSetCurrent(context), "cuCtxSetCurrent", what);
        return context;
    }

    /** Free memory of the device of the current context, bytes. */
    static long freeMemory(String what) {
        long[] free = new long[1];
        long[] total = new long[1];
        check(cuMemGetInfo(free, total), "cuMemGetInfo", what);
        return free[0];
    }
}
