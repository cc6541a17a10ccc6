package org.beamforge.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AssociationTest {
    @Test
    void usersAndStationsFindEachOther() {
        Association a = Association.of(3, 2, 0, 2, 1, 2);
        assertThat(a.stations()).isEqualTo(3);
        assertThat(a.users()).isEqualTo(5);
        assertThat(a.usersOf(2)).containsExactly(0, 2, 4);
        assertThat(a.usersOf(0)).containsExactly(1);
        assertThat(a.stationOf(3)).isEqualTo(1);
        assertThat(a).hasToString("[2, 0, 2, 1, 2]").isEqualTo(Association.of(3, 2, 0, 2, 1, 2));
        assertThat(a.hashCode()).isEqualTo(Association.of(3, 2, 0, 2, 1, 2).hashCode());
        assertThat(a).isNotEqualTo(Association.of(3, 2, 0, 2, 1, 1));
    }

    @Test
    void itOwnsItsArray() {
        int[] given = {0, 1};
        Association a = Association.of(2, given);
        given[0] = 1;
        a.toArray()[1] = 0;
        assertThat(a.toArray()).containsExactly(0, 1);
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(() -> Association.of(2, 0, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("association[1]: expected a base station 0..1, found 2");
        assertThatThrownBy(() -> Association.of(2, -1, 0)).hasMessageContaining("association[0]");
        assertThatThrownBy(() -> Association.of(3, 0, 0, 2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("association: base station 1 has no user (27d)");
    }
}
