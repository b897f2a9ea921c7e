-- email_verified says that the operator has vouched for whoever has the account. Accounts made by accepting an
-- invitation were written as if it had: whoever invited an address first may have kept the token and accepted it.
UPDATE auth_user SET email_verified = false
WHERE EXISTS (
  SELECT 1 FROM invitation
  WHERE invitation.email = auth_user.email
    AND invitation.accepted_at BETWEEN auth_user.created_at - interval '1 minute' AND auth_user.created_at + interval '1 minute'
);
