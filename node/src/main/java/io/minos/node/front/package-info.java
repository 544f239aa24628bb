@NullMarked
package io.minos.node.front;

import org.jspecify.annotations.NullMarked;
