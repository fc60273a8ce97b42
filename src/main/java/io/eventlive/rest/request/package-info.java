/// What was asked: the request line, query string, headers and body of one call of the PostgREST
/// dialect as records. Knows no table; every name is still only a name. The grammar is read by
/// recursive descent in linear time, within [io.eventlive.rest.request.RequestLimits].
///
/// Start reading at [io.eventlive.rest.request.ApiRequest].
@NullMarked
package io.eventlive.rest.request;

import org.jspecify.annotations.NullMarked;
