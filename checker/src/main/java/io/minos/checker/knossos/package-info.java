/**
 * Jepsen's judge of linearizability, Knossos, as one more engine: for those who trust it, and to contradict ours. It is written
 * in Clojure and comes from the user's class path; nothing here needs it to be built. Runs threads of its own, so not pure.
 */
@NullMarked
package io.minos.checker.knossos;

import org.jspecify.annotations.NullMarked;
