package io.minos.checker.txn;

/** What a person calls the numbers of keys, values and processes. */
public interface Names {
    default String key(int key) {
        return Integer.toString(key);
    }

    default String value(int value) {
        return Integer.toString(value);
    }

    default String process(int process) {
        return Integer.toString(process);
    }

    Names NUMBERS = new Names() {};
}
