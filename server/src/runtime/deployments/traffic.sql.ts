import type { Tx } from '#kernel'

export interface TrafficMinute {
  minute: Date
  requests: number
  errors: number
  latencies: number[]
}

export interface TrafficBatch extends TrafficMinute {
  deployment: string
}

/** Adds to what is there. A batch for a deployment that is gone is dropped by the join. */
export async function addTraffic(tx: Tx, batch: TrafficBatch): Promise<void> {
  await tx.query(
    `insert into deployments.traffic (org_id, project_id, deployment_id, minute, requests, errors, latencies)
     select org_id, project_id, id, $2, $3, $4, $5::int[] from deployments.deployments where id = $1
     on conflict (deployment_id, minute) do update set
       requests = traffic.requests + excluded.requests, errors = traffic.errors + excluded.errors,
       latencies = (select array_agg(coalesce(a, 0) + coalesce(b, 0) order by n)
         from unnest(traffic.latencies, excluded.latencies) with ordinality as pairs (a, b, n))`,
    [batch.deployment, batch.minute, batch.requests, batch.errors, batch.latencies],
  )
}

export async function selectTraffic(tx: Tx, deployment: string, minutes: number): Promise<TrafficMinute[]> {
  return tx.query<TrafficMinute>(
    `select minute, requests, errors, latencies from deployments.traffic
     where deployment_id = $1 and minute > now() - make_interval(mins => $2) order by minute`,
    [deployment, minutes],
  )
}

export async function deleteOldTraffic(tx: Tx, days: number): Promise<void> {
  await tx.query('delete from deployments.traffic where minute < now() - make_interval(days => $1)', [days])
}
