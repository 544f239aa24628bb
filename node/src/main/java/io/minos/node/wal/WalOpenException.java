package io.minos.node.wal;

import java.io.IOException;

/** The log cannot be opened; the message is one line that says to a person what is wrong, with what, and what to do. */
public final class WalOpenException extends IOException {
    private static final long serialVersionUID = 1;

    public WalOpenException(String message) {
        super(message);
    }

    public WalOpenException(String message, Throwable cause) {
        super(message, cause);
    }
}
