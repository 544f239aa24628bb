package io.minos.node.runtime;

import io.minos.node.auth.Claim;
import io.minos.node.auth.Identity;
import io.minos.node.config.AuthOptions;
import io.minos.node.front.RpcException;
import io.minos.node.outcome.EtcdError;
import java.security.Key;
import java.time.Duration;
import java.util.Optional;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;

/**
 * Tokens that name their user, and the revision of the users and roles they were made at, under a signature: no member has to
 * remember them. As etcd's, they end with any change of users or roles, but for what only administrators may.
 */
final class JwtTokens implements Tokens {
    private static final String USERNAME = "username";
    private static final String REVISION = "revision";

    private final String method;
    private final Optional<Key> signing;
    private final Duration ttl;
    private final JwtConsumer consumer;

    private JwtTokens(String method, JwtKeys keys, Duration ttl) {
        this.method = method;
        this.signing = keys.signing();
        this.ttl = ttl;
        this.consumer = new JwtConsumerBuilder()
                .setVerificationKey(keys.verifying())
                .setRelaxVerificationKeyValidation()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(ConstraintType.PERMIT, method))
                .setSkipDefaultAudienceValidation()
                .build();
    }

    static JwtTokens of(AuthOptions.Jwt options) throws StartException {
        return new JwtTokens(options.signMethod(), JwtKeys.read(options), options.ttl());
    }

    @Override
    public Claim claim(String token) {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            String user = claims.getStringClaimValue(USERNAME);
            Number revision = claims.getClaimValue(REVISION, Number.class);
            return user == null || revision == null ? new Claim.Invalid() : new Claim.Proven(new Identity(user, revision.longValue()));
        } catch (InvalidJwtException | MalformedClaimException notOurs) {
            return new Claim.Invalid();
        }
    }

    @Override
    public Optional<String> signed(Identity who) {
        JwtClaims claims = new JwtClaims();
        claims.setStringClaim(USERNAME, who.user());
        claims.setClaim(REVISION, who.revision());
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + ttl.toSeconds()));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(method);
        signature.setHeader("typ", "JWT");
        signature.setKey(signing.orElseThrow(() -> new RpcException(EtcdError.VERIFY_ONLY)));
        signature.setDoKeyValidation(false);
        try {
            return Optional.of(signature.getCompactSerialization());
        } catch (JoseException unusable) {
            throw new RpcException(EtcdError.Code.UNKNOWN, unusable.getMessage());
        }
    }
}
