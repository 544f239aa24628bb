@NullMarked
package io.minos.node.transport;

import org.jspecify.annotations.NullMarked;
