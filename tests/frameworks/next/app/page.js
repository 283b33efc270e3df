export default function Page() {
  return <p>An answer.</p>;
}
