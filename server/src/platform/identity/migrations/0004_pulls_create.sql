-- Opening a pull request became a permission of its own; who could do it goes on doing it.
update identity.tokens set permissions = array_append(permissions, 'pulls:create')
  where 'pulls:write' = any (permissions) and not 'pulls:create' = any (permissions);
