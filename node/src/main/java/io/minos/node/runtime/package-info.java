@NullMarked
package io.minos.node.runtime;

import org.jspecify.annotations.NullMarked;
