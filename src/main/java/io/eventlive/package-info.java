/// The root: the command line and nothing else.
@NullMarked
package io.eventlive;

import org.jspecify.annotations.NullMarked;
