/** One run: phases, the scheduling thread, clients, watchers, the status probe, the run directory. */
@NullMarked
package io.minos.scenarios.runner;

import org.jspecify.annotations.NullMarked;
