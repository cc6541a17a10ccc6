package org.beamforge.model.scenario;

/** Where the positions of a scenario come from. */
public sealed interface LayoutSource permits Layout, RandomLayout {
    /**
     * The layout with exactly so many base stations and users.
     *
     * <p>The position of a user never depends on how many users there are.
     *
     * @param stations K
     * @param users N
     * @param seed seed of whatever has to be drawn
     * @throws org.beamforge.model.InvalidInputException if there are not so many base stations, or
     *     the minimal distances leave no room
     */
    Layout resolve(int stations, int users, long seed);
}
