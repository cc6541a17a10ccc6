/**
 * Reading and writing instances and solutions: JSON, NPZ, MAT v5; and the CSV trace.
 *
 * <p>Every complaint is an {@link org.beamforge.model.InvalidInputException} whose message reads
 * {@code FILE: PLACE: expected ..., found ...}; indices in places count from 0. The formats are
 * described in docs/formats.md.
 */
@NullMarked
package org.beamforge.io;

import org.jspecify.annotations.NullMarked;
