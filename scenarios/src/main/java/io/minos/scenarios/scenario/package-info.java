/** A scenario as a value, and its YAML file. */
@NullMarked
package io.minos.scenarios.scenario;

import org.jspecify.annotations.NullMarked;
