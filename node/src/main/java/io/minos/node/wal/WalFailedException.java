package io.minos.node.wal;

import java.io.IOException;

/** The disk failed: what was appended since the last sync may or may not be there. The log must be opened anew. */
public final class WalFailedException extends IOException {
    private static final long serialVersionUID = 1;

    public WalFailedException(String message) {
        super(message);
    }

    public WalFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
