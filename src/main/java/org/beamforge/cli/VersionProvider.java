package org.beamforge.cli;

import picocli.CommandLine.IVersionProvider;

/** {@code --version}: this program, the Java it runs on and the kernels it found. */
final class VersionProvider implements IVersionProvider {
    private final Application application;

    VersionProvider(Application application) {
        this.application = application;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "beamforge " + version(),
            "java "
                    + System.getProperty("java.version")
                    + " ("
                    + System.getProperty("java.vendor")
                    + ")",
            "kernels " + application.kernels()
        };
    }

    /** The version of the jar; classes that were never packed have none. */
    static String version() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return version == null ? "(development build)" : version;
    }
}
