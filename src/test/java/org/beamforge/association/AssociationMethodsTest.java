package org.beamforge.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.beamforge.model.Association;
import org.beamforge.model.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssociationMethodsTest {
    private final RateMatrix rates = RateMatrix.of(new double[][] {{10, 10, 0, 0}, {0, 0, 10, 8}});

    @ParameterizedTest
    @ValueSource(strings = {"exact", "brute-force", "gale-shapley", "game"})
    void everyNameLeadsToItsMethod(String name) {
        AssociationMethod method = AssociationMethods.byName(name);
        assertThat(AssociationMethods.names()).contains(name);
        assertThat(method.name()).isEqualTo(name);
        assertThat(method.propose(AssociationRequest.of(rates)).association())
                .isEqualTo(Association.of(2, 0, 0, 1, 1));
    }

    @Test
    void fixedCarriesItsAssociation() {
        AssociationMethod method = AssociationMethods.byName("fixed:1,0, 0,1");
        assertThat(method.name()).isEqualTo("fixed");
        assertThat(method.propose(AssociationRequest.of(rates)))
                .isEqualTo(new AssociationProposal(Association.of(2, 1, 0, 0, 1), 9, false));
    }

    @Test
    void aFixedAssociationMustFitTheNetwork() {
        AssociationRequest request = AssociationRequest.of(rates);
        assertThatThrownBy(() -> new FixedAssociation(0, 1).propose(request))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("association: expected 4 users, found 2");
        assertThatThrownBy(() -> new FixedAssociation(0, 1, 2, 0).propose(request))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("association[2]: expected a base station 0..1, found 2");
        assertThatThrownBy(() -> new FixedAssociation(1, 1, 1, 1).propose(request))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("association: base station 0 has no user (27d)");
    }

    @Test
    void unknownNamesAndBadListsAreNamed() {
        assertThatThrownBy(() -> AssociationMethods.byName("greedy"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("association method: expected one of exact, brute-force")
                .hasMessageEndingWith("found \"greedy\"");
        assertThatThrownBy(() -> AssociationMethods.byName("fixed"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("\nMaybe the base station of each user is missing");
        assertThatThrownBy(() -> AssociationMethods.byName("fixed:0,,1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("association[1]: expected the index of a base station, found \"\"");
    }
}
