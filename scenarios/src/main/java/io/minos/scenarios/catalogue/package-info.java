/** The scenarios that come with Minos. */
@NullMarked
package io.minos.scenarios.catalogue;

import org.jspecify.annotations.NullMarked;
