/** The processes under test. */
@NullMarked
package io.minos.scenarios.cluster;

import org.jspecify.annotations.NullMarked;
