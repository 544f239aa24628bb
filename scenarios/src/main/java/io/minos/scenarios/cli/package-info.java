/** The command line. */
@NullMarked
package io.minos.scenarios.cli;

import org.jspecify.annotations.NullMarked;
