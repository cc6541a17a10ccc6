package org.beamforge.association;

/** No method gave a valid association, and none was allowed to stand in. */
public final class NoAssociationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoAssociationException(String message) {
        super(message);
    }
}
