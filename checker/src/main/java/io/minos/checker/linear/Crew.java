package io.minos.checker.linear;

import java.util.List;

/** Who does work that can be done in any order. */
public interface Crew {
    /** One worker, whoever asks. */
    Crew ALONE = new Crew() {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public void run(List<Runnable> tasks) {
            tasks.forEach(Runnable::run);
        }
    };

    /** How many tasks are done at a time; positive. */
    int size();

    /** Comes back when all is done, and sees what was done. What one of them throws is thrown. */
    void run(List<Runnable> tasks);
}
