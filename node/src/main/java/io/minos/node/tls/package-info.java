@NullMarked
package io.minos.node.tls;

import org.jspecify.annotations.NullMarked;
