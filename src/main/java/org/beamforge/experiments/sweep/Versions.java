package org.beamforge.experiments.sweep;

/**
 * What ran, for the headers of result files.
 *
 * @param program version of the program; results of different versions are never mixed
 * @param environment Java and kernels, for the reader
 */
public record Versions(String program, String environment) {}
