package io.minos.nemesis.fault;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Does several things, each whatever happens to the others, and fails in the end with the first failure. */
final class Attempts {
    private @Nullable IOException first;

    interface Step {
        void run() throws IOException;
    }

    boolean attempt(Step step) {
        try {
            step.run();
            return true;
        } catch (IOException e) {
            note(e);
        } catch (RuntimeException e) {
            note(new IOException(e));
        }
        return false;
    }

    private void note(IOException e) {
        if (first == null) {
            first = e;
        } else {
            first.addSuppressed(e);
        }
    }

    void finish() throws IOException {
        if (first != null) {
            throw first;
        }
    }
}
