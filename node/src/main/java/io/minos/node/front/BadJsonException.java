package io.minos.node.front;

/** A request body that is not the JSON it should be; the message is the one etcd's gateway would give. */
final class BadJsonException extends Exception {
    private static final long serialVersionUID = 1;

    BadJsonException(String message) {
        super(message, null, false, false);
    }
}
