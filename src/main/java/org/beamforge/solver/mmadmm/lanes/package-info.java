/**
 * Algorithm 2 on a group of problems at once, one problem per lane of a vector register: what does
 * not multiply matrices in mm-admm is scalar arithmetic, and only the batch can fill vectors with
 * it. Touches the Vector API, so nothing outside may name these classes unless the kernels run on
 * it ({@code ComplexKernels.lanes() > 1}).
 *
 * <p>Number i of lane l of every array here is at {@code i * L + l}.
 */
@org.jspecify.annotations.NullMarked
package org.beamforge.solver.mmadmm.lanes;
